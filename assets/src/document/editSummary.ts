// Edits in words, for messages about changes that are no longer on the screen.
import type { Edit, NodeView } from "../server/protocol";
import { plural } from "./text";
import { unreachable } from "./unreachable";

const LISTED = 3;
const LONGEST = 400; // characters of a typed text that are given back

type Nodes = ReadonlyMap<string, Pick<NodeView, "label">>;

/** "the name “Clean”", "parameters of “Clean”", "2 steps moved". */
export function summarize(edit: Edit, nodes: Nodes): string {
  const name = (node: string): string => `“${nodes.get(node)?.label ?? node}”`;
  switch (edit.do) {
    case "add_node": return `new step “${edit.label}”`;
    case "remove_nodes": return `${plural(edit.nodes.length, "step")} deleted`;
    case "connect": return `wire from ${name(edit.edge.source)} to ${name(edit.edge.target)}`;
    case "disconnect": return `${plural(edit.edges.length, "wire")} deleted`;
    case "move": return `${plural(Object.keys(edit.positions).length, "step")} moved`;
    case "set_config": return `parameters of ${name(edit.node)}`;
    case "set_policy": return `reliability of ${name(edit.node)}`;
    case "rename_node": case "rename_workflow": return `the name “${edit.do === "rename_node" ? edit.label : edit.name}”`;
    case "batch": return edit.title;
    default: return unreachable(edit);
  }
}

export function summarizeAll(edits: readonly Edit[], nodes: Nodes): string {
  const words = [...new Set(edits.map((edit) => summarize(edit, nodes)))];
  const more = words.length - LISTED;
  return words.slice(0, LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Return the longest text the edit would have set, so that it can be copied; empty where there is none. */
export function typedText(edit: Edit): string {
  if (edit.do === "batch") return longest(edit.edits.map(typedText));
  return edit.do === "set_config" ? longest(Object.values(edit.changes).filter((value) => typeof value === "string")) : "";
}

function longest(texts: readonly string[]): string {
  const text = texts.reduce((one, other) => (other.length > one.length ? other : one), "");
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
