// An edge has no id of its own: its four ends identify it.
import type { Edge } from "../server/protocol";

export function sameEdge(a: Edge, b: Edge): boolean {
  return a.source === b.source && a.source_port === b.source_port && a.target === b.target
    && a.target_port === b.target_port;
}

export function edgeId(edge: Edge): string {
  return `${edge.source}.${edge.source_port}>${edge.target}.${edge.target_port}`;
}

/** Return the steps that edges lead to from `from`, in the order in which they are reached; without those of `from`. */
export function downstream(from: readonly string[], edges: readonly Edge[]): ReadonlySet<string> {
  const after = new Map<string, string[]>();
  for (const { source, target } of edges) {
    const targets = after.get(source);
    if (targets === undefined) after.set(source, [target]);
    else targets.push(target);
  }
  const start = new Set(from);
  const found = new Set<string>();
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of after.get(node) ?? []) {
      if (start.has(next) || found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}
