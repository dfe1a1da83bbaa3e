// What starts a run: the node whose form is the run's input.
import type { Kind, NodeView } from "../server/protocol";

/** Say whether nodes of this kind take the run's input. */
export function isStart(kind: Kind | undefined): boolean {
  return kind?.role === "start";
}

export function startKind(kinds: ReadonlyMap<string, Kind>): Kind | undefined {
  return [...kinds.values()].find(isStart);
}

/** Return the document's first start node. */
export function startNode(nodes: ReadonlyMap<string, NodeView>, kinds: ReadonlyMap<string, Kind>): NodeView | undefined {
  for (const node of nodes.values()) if (isStart(kinds.get(node.kind))) return node;
  return undefined;
}
