// The names a template may use. Values that arrive at a port that takes many are named by the rule of
// engine/workflow/arrivals.py: both are tested against cases/arrivals.json.
import type { Edge, NodeView } from "../server/protocol";

export interface TemplateName {
  name: string;
  from: string; // "text from Clean text"
}

/** Words an expression reads as its own: the name of such a port is preceded by its node's. */
export const RESERVED: ReadonlySet<string> = new Set(["and", "else", "false", "if", "in", "is", "none", "not", "or", "true"]);

/** Name the values that arrive at one port, given as [node, port] in their order. Every name is there once. */
export function namesOf(ends: readonly (readonly [string, string])[]): string[] {
  const counts = new Map<string, number>();
  for (const [, port] of ends) counts.set(port, (counts.get(port) ?? 0) + 1);
  const short = new Set([...counts].filter(([port, count]) => count === 1 && !RESERVED.has(port)).map(([port]) => port));
  const taken = new Set(short);
  return ends.map(([node, port]) => {
    const name = short.has(port) ? port : numbered(`${node}_${port}`, taken);
    taken.add(name);
    return name;
  });
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}_${count}`;
  return free;
}

export function templateNames(node: NodeView, nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[]): TemplateName[] {
  const arriving = edges.filter((edge) => edge.target === node.id);
  const many = arriving.filter((edge) => node.inputs.some((port) => port.name === edge.target_port && port.many));
  const manyNames = namesOf(many.map((edge): [string, string] => [edge.source, edge.source_port]));
  const names = new Map<string, TemplateName>();
  for (const edge of arriving) {
    const name = manyNames[many.indexOf(edge)] ?? edge.target_port;
    const from = nodes.get(edge.source)?.label ?? edge.source;
    if (!names.has(name)) names.set(name, { name, from: `${edge.source_port} from ${from}` });
  }
  if (many.length > 0 && !names.has("value")) names.set("value", { name: "value", from: "the first value that arrives" });
  return [...names.values()];
}
