// Writes built/icons.svg: one <symbol> for each name in icons.json, drawn by Lucide. A page shows one with
// <svg class="icon"><use href=".../icons.svg#play"/></svg>; colour and stroke width come from the page's CSS.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const root = new URL("../", import.meta.url);
const icons = new URL("node_modules/lucide-static/icons/", root);
const names = JSON.parse(readFileSync(new URL("icons.json", root), "utf8"));

const repeated = names.filter((name, index) => names.indexOf(name) !== index);
const unknown = names.filter((name) => !existsSync(new URL(`${name}.svg`, icons)));
if (repeated.length > 0 || unknown.length > 0) {
  console.error(
    `assets/icons.json: unknown to Lucide: [${unknown}], listed twice: [${repeated}]. ` +
      "Look the name up among the files of assets/node_modules/lucide-static/icons.",
  );
  process.exit(1);
}

function symbol(name) {
  const svg = readFileSync(new URL(`${name}.svg`, icons), "utf8");
  const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
}

const licence = readFileSync(new URL("node_modules/lucide-static/LICENSE", root), "utf8");
mkdirSync(new URL("built/", root), { recursive: true });
writeFileSync(
  new URL("built/icons.svg", root),
  `<!--\n${licence.trim().replace(/-(?=-)/g, "- ")}\n-->\n` +
    `<svg xmlns="http://www.w3.org/2000/svg">\n${names.map(symbol).join("\n")}\n</svg>\n`,
);
