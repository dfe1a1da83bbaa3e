// Every sheet beside the sources, appended to the page once. Tokens first: what follows may overrule.
import { sheet as flowSheet } from "./flow/sheet";
import theme from "./theme.css?inline";

const parts = import.meta.glob<string>("./*/*.css", { query: "?inline", import: "default", eager: true });

export function appendStyles(): void {
  const id = "treadle-styles";
  if (document.getElementById(id) !== null) return;
  const style = document.createElement("style");
  style.id = id;
  style.textContent = [theme, flowSheet, ...Object.values(parts)].join("\n");
  document.head.append(style);
}
