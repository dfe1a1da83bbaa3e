// An edge has no id of its own: its four ends identify it.
import type { Edge } from "../server/protocol";

export function sameEdge(a: Edge, b: Edge): boolean {
  return a.source === b.source && a.source_port === b.source_port && a.target === b.target
    && a.target_port === b.target_port;
}

export function edgeId(edge: Edge): string {
  return `${edge.source}.${edge.source_port}>${edge.target}.${edge.target_port}`;
}
