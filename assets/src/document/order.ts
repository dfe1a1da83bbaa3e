// The order of steps: topological, then that of the document.
import type { Edge, NodeView } from "../server/protocol";

let last: { nodes: ReadonlyMap<string, NodeView>; edges: readonly Edge[]; numbers: ReadonlyMap<string, number> } | null = null;

/** "step 2 of 4": each node's number from 1. The same map while nodes and edges are the same objects. */
export function numbersOf(nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[]): ReadonlyMap<string, number> {
  if (last === null || last.nodes !== nodes || last.edges !== edges) {
    last = { nodes, edges, numbers: new Map(inOrder(nodes, edges).map((id, index) => [id, index + 1])) };
  }
  return last.numbers;
}

function inOrder(nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[]): string[] {
  const waits = new Map([...nodes.keys()].map((id) => [id, 0]));
  const after = new Map<string, string[]>();
  for (const { source, target } of edges) {
    if (!waits.has(target) || !waits.has(source)) continue;
    waits.set(target, (waits.get(target) ?? 0) + 1);
    const next = after.get(source);
    if (next) next.push(target);
    else after.set(source, [target]);
  }
  const order = [...nodes.keys()].filter((id) => waits.get(id) === 0);
  for (let at = 0; at < order.length; at += 1) {
    for (const next of after.get(order[at] ?? "") ?? []) {
      const left = (waits.get(next) ?? 0) - 1;
      waits.set(next, left);
      if (left === 0) order.push(next);
    }
  }
  const placed = new Set(order);
  return [...order, ...[...nodes.keys()].filter((id) => !placed.has(id))];
}
