// React Flow's nodes and edges for the document. An object is kept while what it shows is the same, so that an edit or
// a drag renders only what it changes.
import { Position, type Edge as DrawnEdge, type Node as DrawnNode, type NodeHandle } from "@xyflow/react";
import { edgeId } from "../document/edges";
import { heightOf, portY, TARGET, WIDTH } from "../document/geometry";
import type { DraftView, Edge, NodeView, Port, PortType } from "../server/protocol";
import type { Channels } from "./routing";

export type StepNode = DrawnNode<{ view: NodeView }, "step" | "ghost">;
export type Wire = DrawnEdge<{ edge: Edge; type: PortType; branch: string; channel: number | undefined }, "wire" | "ghost">;

function handles(node: NodeView, height: number): NodeHandle[] {
  const side = (ports: readonly Port[], type: "source" | "target"): NodeHandle[] =>
    ports.map((port, index) => ({
      id: port.name, type, position: type === "source" ? Position.Right : Position.Left,
      x: (type === "source" ? WIDTH : 0) - TARGET / 2, y: portY(index, ports.length, height) - TARGET / 2,
      width: TARGET, height: TARGET,
    }));
  return [...side(node.inputs, "target"), ...side(node.outputs, "source")];
}

function drawnNode(view: NodeView, selected: boolean, type: "step" | "ghost", editable: boolean): StepNode {
  const height = heightOf(view);
  return {
    id: view.id, type, position: { x: view.x, y: view.y }, data: { view }, selected, width: WIDTH, height,
    measured: { width: WIDTH, height }, handles: handles(view, height), draggable: editable && type === "step",
    selectable: type === "step", connectable: editable && type === "step",
  };
}

/** `branch` is the port's title where the step has several outputs, else "". */
function drawnEdge(
  edge: Edge, selected: boolean, type: "wire" | "ghost", port: { type: PortType; branch: string }, editable: boolean, channel?: number,
): Wire {
  return {
    id: edgeId(edge), type, source: edge.source, sourceHandle: edge.source_port, target: edge.target,
    targetHandle: edge.target_port, data: { edge, ...port, channel }, selected, selectable: type === "wire",
    reconnectable: editable && type === "wire", interactionWidth: 24,
  };
}

/** Keeps the objects from one call to the next. */
export class ElementCache {
  private nodes = new Map<string, StepNode>();
  private edges = new Map<string, Wire>();

  nodesOf(
    views: ReadonlyMap<string, NodeView>, draft: DraftView | null, selected: ReadonlySet<string>,
    dragged: ReadonlyMap<string, { x: number; y: number }>, editable: boolean,
  ): StepNode[] {
    const kept = this.nodes;
    this.nodes = new Map();
    const draw = (view: NodeView, type: "step" | "ghost"): StepNode => {
      const position = dragged.get(view.id);
      const old = kept.get(view.id);
      const on = selected.has(view.id);
      const at = position ?? view;
      const same = old !== undefined && old.data.view === view && old.type === type && old.selected === on
        && old.position.x === at.x && old.position.y === at.y;
      const drawn = same ? old : drawnNode(view, on, type, editable);
      if (!same && position !== undefined) drawn.position = position;
      this.nodes.set(view.id, drawn);
      return drawn;
    };
    const steps = [...views.values()].map((view) => draw(view, "step"));
    const ghosts = (draft?.adds ?? []).filter((view) => !views.has(view.id)).map((view) => draw(view, "ghost"));
    return [...steps, ...ghosts];
  }

  edgesOf(
    edges: readonly Edge[], draft: DraftView | null, views: ReadonlyMap<string, NodeView>, selected: ReadonlySet<string>,
    editable: boolean, channels: Channels,
  ): Wire[] {
    const kept = this.edges;
    this.edges = new Map();
    const added = new Map(draft?.adds.map((view) => [view.id, view]));
    const draw = (edge: Edge, type: "wire" | "ghost"): Wire => {
      const id = edgeId(edge);
      const old = kept.get(id);
      const outputs = (views.get(edge.source) ?? added.get(edge.source))?.outputs ?? [];
      const from = outputs.find((each) => each.name === edge.source_port);
      const port = { type: from?.type ?? "any", branch: outputs.length > 1 ? from?.title ?? edge.source_port : "" };
      const same = old !== undefined && old.type === type && old.selected === selected.has(id) && old.data?.type === port.type
        && old.data.branch === port.branch && old.data.channel === channels.get(id);
      const drawn = same ? old : drawnEdge(edge, selected.has(id), type, port, editable, channels.get(id));
      this.edges.set(id, drawn);
      return drawn;
    };
    const ghosts = (draft?.connects ?? []).filter((edge) => !edges.some((other) => edgeId(other) === edgeId(edge)));
    return [...edges.map((edge) => draw(edge, "wire")), ...ghosts.map((edge) => draw(edge, "ghost"))];
  }
}
