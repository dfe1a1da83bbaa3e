// The stylesheets beside the sources, appended to the page once. The tokens come first, so that what follows can
// override them.
import { reactFlowStyles } from "../flow/reactFlowStyles";
import theme from "../ui/theme.css?inline";

const parts = import.meta.glob<string>(["../*/*.css", "!../ui/theme.css"], { query: "?inline", import: "default", eager: true });

export function appendStyles(): void {
  const id = "treadle-styles";
  if (document.getElementById(id) !== null) return;
  const style = document.createElement("style");
  style.id = id;
  style.textContent = [theme, reactFlowStyles, ...Object.values(parts)].join("\n");
  document.head.append(style);
}
