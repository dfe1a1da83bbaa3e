// Writes built/fonts: the upright Inter with its weight axis, one file per script, inter.css to declare them and the
// licence that has to travel with them. The browser fetches only the scripts a page uses.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const source = new URL("../node_modules/@fontsource-variable/inter/", import.meta.url);
const target = new URL("../built/fonts/", import.meta.url);
mkdirSync(target, { recursive: true });

const css = readFileSync(new URL("wght.css", source), "utf8");
const files = [...css.matchAll(/url\(\.\/files\/([\w-]+\.woff2)\)/g)].map((match) => match[1]);
if (files.length === 0) {
  console.error("@fontsource-variable/inter/wght.css names no woff2 file: its layout has changed, see scripts/fonts.mjs");
  process.exit(1);
}
for (const file of files) cpSync(new URL(`files/${file}`, source), new URL(file, target));
writeFileSync(new URL("inter.css", target), css.replaceAll("url(./files/", "url(./"));
cpSync(new URL("LICENSE", source), new URL("LICENSE", target));
