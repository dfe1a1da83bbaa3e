// The order of steps: topological, then that of the document, as in a run's plan (engine/workflow/plan.py): both are tested against
// cases/order.json.
import type { Edge, NodeView } from "../server/protocol";

let last: { nodes: ReadonlyMap<string, NodeView>; edges: readonly Edge[]; numbers: ReadonlyMap<string, number> } | null = null;

/** "step 2 of 4": each node's number from 1. The same map while nodes and edges are the same objects. */
export function numbersOf(nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[]): ReadonlyMap<string, number> {
  if (last === null || last.nodes !== nodes || last.edges !== edges) {
    last = { nodes, edges, numbers: new Map(inOrder(nodes, edges).map((id, index) => [id, index + 1])) };
  }
  return last.numbers;
}

/** Return the ids in order: of the steps whose sources all came before, the first of the document is next. */
function inOrder(nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[]): string[] {
  const ids = [...nodes.keys()];
  const rank = new Map(ids.map((id, index) => [id, index]));
  const { missing, targets } = dependencies(rank, edges);
  const ready = ids.flatMap((_, index) => (missing[index] === 0 ? [index] : [])).reverse(); // the lowest rank is last
  const order: number[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    order.push(next);
    for (const target of targets[next] ?? []) {
      missing[target] = (missing[target] ?? 0) - 1;
      if (missing[target] === 0) insert(ready, target);
    }
  }
  const placed = new Set(order);
  const inCycles = [...rank.values()].filter((index) => !placed.has(index));
  return [...order, ...inCycles].map((index) => ids[index] ?? "");
}

/** Return, by rank, how many edges lead to a step and the targets of those that leave it. */
function dependencies(rank: ReadonlyMap<string, number>, edges: readonly Edge[]): { missing: number[]; targets: number[][] } {
  const missing = new Array<number>(rank.size).fill(0);
  const targets = Array.from({ length: rank.size }, (): number[] => []);
  for (const edge of edges) {
    const [source, target] = [rank.get(edge.source), rank.get(edge.target)];
    if (source === undefined || target === undefined) continue;
    missing[target] = (missing[target] ?? 0) + 1;
    targets[source]?.push(target);
  }
  return { missing, targets };
}

/** Insert a rank into a list that falls. */
function insert(ready: number[], rank: number): void {
  let [low, high] = [0, ready.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ready[middle] ?? 0) > rank) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, rank);
}
