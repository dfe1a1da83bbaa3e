// Which ports may be connected, and why others may not.
import type { Catalogue, DocumentView, Edge, NodeView, Port, PortType } from "../server/protocol";
import { downstream } from "./edges";

export function fits(from: PortType, to: PortType, catalogue: Catalogue): boolean {
  return from === to || from === "any" || to === "any"
    || catalogue.coercions.some(([source, target]) => source === from && target === to);
}

interface Ends {
  source: { node: NodeView; port: Port };
  target: { node: NodeView; port: Port };
}

function endsOf(edge: Edge, nodes: ReadonlyMap<string, NodeView>): Ends | null {
  const from = nodes.get(edge.source);
  const to = nodes.get(edge.target);
  const out = from?.outputs.find((port) => port.name === edge.source_port);
  const into = to?.inputs.find((port) => port.name === edge.target_port);
  return from && to && out && into ? { source: { node: from, port: out }, target: { node: to, port: into } } : null;
}

/** Return why an edge may not be connected; null when it may. */
export function refusal(
  edge: Edge, nodes: ReadonlyMap<string, NodeView>, edges: readonly Edge[], catalogue: Catalogue,
): string | null {
  const ends = endsOf(edge, nodes);
  if (ends === null) return "There is no such port.";
  const { source, target } = ends;
  if (edge.source === edge.target) return "A step cannot feed itself.";
  if (!fits(source.port.type, target.port.type, catalogue)) {
    return `${source.port.title} gives ${typeWords[source.port.type]}; ${target.port.title} takes ${typeWords[target.port.type]}.`;
  }
  if (downstream([edge.target], edges).has(edge.source)) return `That would make a circle: ${target.node.label} already leads to ${source.node.label}.`;
  return null;
}

export const typeWords: Record<PortType, string> = {
  text: "text", number: "a number", boolean: "true or false", json: "JSON", list: "a list", file: "a file", any: "anything",
};

/** Return the edge that this one would replace, at a port that takes only one. */
export function replaced(edge: Edge, document: DocumentView): Edge | null {
  const port = document.nodes.find((node) => node.id === edge.target)?.inputs.find((each) => each.name === edge.target_port);
  if (!port || port.many) return null;
  return document.edges.find((other) => other.target === edge.target && other.target_port === edge.target_port) ?? null;
}

export type Joinable = Pick<NodeView, "id" | "inputs" | "outputs">;

/** Return the edge from `source` to `target` that fits best: a free input of the same type, then any free one, then a taken one. */
export function bestEdge(
  source: Joinable, target: Joinable, edges: readonly Edge[], catalogue: Catalogue,
): Edge | null {
  let best: { edge: Edge; score: number } | null = null;
  for (const out of source.outputs) {
    for (const into of target.inputs) {
      if (!fits(out.type, into.type, catalogue)) continue;
      const taken = !into.many && edges.some((edge) => edge.target === target.id && edge.target_port === into.name);
      const score = (taken ? 0 : 4) + (out.type === into.type ? 2 : 0) + (into.required ? 1 : 0);
      if (best !== null && best.score >= score) continue;
      best = { edge: { source: source.id, source_port: out.name, target: target.id, target_port: into.name }, score };
    }
  }
  return best?.edge ?? null;
}
