// Writes built/theme.css: the tokens and controls that the canvas bundles, for the pages around it.
import { cpSync } from "node:fs";

cpSync(new URL("../src/ui/theme.css", import.meta.url), new URL("../built/theme.css", import.meta.url));
