// The diff between the document and the version a run has run: edited steps, and the steps that follow them.
import type { Edge, GraphView, NodeView } from "../server/protocol";
import { downstream } from "./edges";

export type Difference = "changed" | "stale"; // edited itself; follows a step that was

/** Return the nodes that differ from the version in `graph`, by id. Nodes that are new since then are not listed. */
export function diffSince(
  graph: GraphView, nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[],
): ReadonlyMap<string, Difference> {
  const before = new Map(graph.nodes.map((node) => [node.id, node]));
  const wiredBefore = incoming(graph.edges);
  const wired = incoming(edges);
  const found = new Map<string, Difference>();
  const open: string[] = [];
  for (const node of nodes.values()) {
    const old = before.get(node.id);
    const same = old !== undefined && definition(old) === definition(node) && wiredBefore.get(node.id) === wired.get(node.id);
    if (same) continue;
    if (old !== undefined) found.set(node.id, "changed");
    open.push(node.id);
  }
  for (const node of downstream(open, edges)) if (before.has(node)) found.set(node, "stale");
  return found;
}

function incoming(edges: readonly Edge[]): Map<string, string> {
  const into = new Map<string, string>();
  for (const edge of edges) {
    into.set(edge.target, `${into.get(edge.target) ?? ""}|${edge.source}.${edge.source_port}>${edge.target_port}`);
  }
  return into;
}

const definitions = new WeakMap<NodeView, string>();

/** Python sends config keys in an order of its own, so they are sorted. */
function definition(node: NodeView): string {
  let text = definitions.get(node);
  if (text === undefined) {
    text = stable({ kind: node.kind, version: node.version, config: node.config, policy: node.policy });
    definitions.set(node, text);
  }
  return text;
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part) ?? "";
}
