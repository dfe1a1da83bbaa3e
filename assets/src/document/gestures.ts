// What a gesture on the canvas means as an edit.
import type { Catalogue, Edge, Edit, Kind, NodeView } from "../server/protocol";
import { sameEdge } from "./edges";
import { freePlace, GAP_X, HEIGHT, heightOf, WIDTH } from "./geometry";
import { freshLabel, identifierFrom } from "./ids";
import { bestEdge, refusal, type Joinable } from "./ports";

/** What a gesture depends on. */
export interface EditContext {
  nodes: ReadonlyMap<string, NodeView>;
  edges: readonly Edge[];
  catalogue: Catalogue;
}

export interface Added {
  edit: Edit;
  id: string;
}

export interface Place {
  x: number;
  y: number;
}

/** Add a step whose box has its middle at a place. */
export function addAt(context: EditContext, kind: Kind, middle: Place): Added {
  const place = freePlace(context.nodes.values(), middle.x - WIDTH / 2, middle.y - HEIGHT / 2);
  return added(freshNode(context, kind, place), null);
}

/** Add a step right of `after`, connected to it when a port fits. */
export function addAfter(context: EditContext, kind: Kind, after: NodeView): Added {
  const middle = after.y + heightOf(after) / 2;
  const place = freePlace(context.nodes.values(), after.x + WIDTH + GAP_X, middle - HEIGHT / 2);
  const node = freshNode(context, kind, place);
  return added(node, bestEdge(after, node, context.edges, context.catalogue));
}

/** Add a step where a wire was dropped, connected to the port the wire came from. */
export function addOnWire(context: EditContext, kind: Kind, middle: Place, from: WireEnd): Added {
  const outward = from.side === "source";
  const shift = outward ? 0 : -WIDTH;
  const place = freePlace(context.nodes.values(), middle.x + shift, middle.y - HEIGHT / 2);
  const node = freshNode(context, kind, place);
  const other = context.nodes.get(from.node);
  if (!other) return added(node, null);
  const edge = outward
    ? bestEdge(narrowed(other, "outputs", from.port), node, context.edges, context.catalogue)
    : bestEdge(node, narrowed(other, "inputs", from.port), context.edges, context.catalogue);
  return added(node, edge);
}

export interface WireEnd {
  node: string;
  port: string;
  side: "source" | "target";
}

function narrowed(node: NodeView, side: "inputs" | "outputs", port: string): NodeView {
  return { ...node, [side]: node[side].filter((each) => each.name === port) };
}

type Fresh = Joinable & Omit<Extract<Edit, { do: "add_node" }>, "do">;

function freshNode(context: EditContext, kind: Kind, place: Place): Fresh {
  const label = freshLabel(kind.title, new Set([...context.nodes.values()].map((node) => node.label)));
  return {
    id: identifierFrom(label, context.nodes), label, kind: kind.name, version: kind.version, ...place, config: {},
    inputs: kind.inputs, outputs: kind.outputs,
  };
}

function added({ inputs: _inputs, outputs: _outputs, ...node }: Fresh, edge: Edge | null): Added {
  const add: Edit = { do: "add_node", ...node };
  if (edge === null) return { id: node.id, edit: add };
  return { id: node.id, edit: { do: "batch", title: `Add ${node.label}`, edits: [add, { do: "connect", edge }] } };
}

/** Remove what is selected; null when nothing is. The edges of removed steps are removed with them. */
export function removal(nodes: ReadonlySet<string>, edges: readonly Edge[]): Edit | null {
  const loose = edges.filter((edge) => !nodes.has(edge.source) && !nodes.has(edge.target));
  const parts: Edit[] = [];
  if (nodes.size > 0) parts.push({ do: "remove_nodes", nodes: [...nodes] });
  if (loose.length > 0) parts.push({ do: "disconnect", edges: loose });
  const [first, ...rest] = parts;
  if (first === undefined) return null;
  return rest.length === 0 ? first : { do: "batch", title: "Delete selection", edits: parts };
}

/** Connect two steps by the ports that fit best; the reason when none do. */
export function join(context: EditContext, source: NodeView, target: NodeView): { edit: Edit } | { reason: string } {
  const edge = bestEdge(source, target, context.edges, context.catalogue);
  if (edge === null) {
    if (source.outputs.length === 0) return { reason: `${source.label} gives nothing on.` };
    if (target.inputs.length === 0) return { reason: `${target.label} takes no input.` };
    return { reason: `Nothing that ${source.label} gives fits ${target.label}.` };
  }
  const reason = refusal(edge, context.nodes, context.edges, context.catalogue);
  return reason === null ? { edit: { do: "connect", edge } } : { reason };
}

/** Move an end of an edge, as one edit to undo. */
export function rewire(old: Edge, edge: Edge): Edit | null {
  if (sameEdge(old, edge)) return null;
  return { do: "batch", title: "Rewire", edits: [{ do: "disconnect", edges: [old] }, { do: "connect", edge }] };
}
