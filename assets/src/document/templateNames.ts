// The names a template may use: what arrives at the node, named as engine/arrivals.py names it; pure.

import type { Edge, NodeView } from "../server/protocol";

export interface TemplateName {
  name: string;
  from: string; // "text from Clean text"
}

// Words an expression reads as its own: a port of that name needs its node's name as well.
const UNSPEAKABLE = new Set(["and", "else", "false", "if", "in", "is", "none", "not", "or", "true"]);

export function templateNames(node: NodeView, nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[]): TemplateName[] {
  const arriving = edges.filter((edge) => edge.target === node.id);
  const counts = new Map<string, number>();
  for (const edge of arriving) counts.set(edge.source_port, (counts.get(edge.source_port) ?? 0) + 1);
  const names = new Map<string, TemplateName>();
  for (const edge of arriving) {
    const many = node.inputs.find((port) => port.name === edge.target_port)?.many ?? false;
    const short = counts.get(edge.source_port) === 1 && !UNSPEAKABLE.has(edge.source_port);
    const name = !many ? edge.target_port : short ? edge.source_port : `${edge.source}_${edge.source_port}`;
    const from = nodes.get(edge.source)?.label ?? edge.source;
    if (!names.has(name)) names.set(name, { name, from: `${edge.source_port} from ${from}` });
  }
  const first = arriving.find((edge) => node.inputs.some((port) => port.name === edge.target_port && port.many));
  if (first !== undefined && !names.has("value")) names.set("value", { name: "value", from: "the first value that arrives" });
  return [...names.values()];
}
