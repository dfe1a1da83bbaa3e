// Problems by the node they are about, worst first. The same map while the list is the same object.
import type { Problem } from "../server/protocol";

let last: { problems: readonly Problem[]; byNode: ReadonlyMap<string, readonly Problem[]> } | null = null;

export function problemsByNode(problems: readonly Problem[] | undefined): ReadonlyMap<string, readonly Problem[]> {
  const list = problems ?? none;
  if (last === null || last.problems !== list) {
    const byNode = new Map<string, Problem[]>();
    for (const problem of worstFirst(list)) {
      if (problem.node === null) continue;
      byNode.set(problem.node, [...(byNode.get(problem.node) ?? []), problem]);
    }
    last = { problems: list, byNode };
  }
  return last.byNode;
}

const none: readonly Problem[] = [];

export function worstFirst(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
}
