import type { Connection, EdgeChange, NodeChange, OnConnectEnd, ReactFlowInstance, ReactFlowProps } from "@xyflow/react";
import { useReactFlow } from "@xyflow/react";
import { useCallback, useMemo, useState, type DragEvent, type MouseEvent } from "react";
import { addAt, join, rewire } from "../document/gestures";
import type { Edge } from "../server/protocol";
import { actions, store } from "../state";
import { editContext, insertStep } from "./addStep";
import { setCanvasUi } from "./canvasUi";
import type { StepNode, Wire } from "./model";
import { KIND_TYPE } from "./palette";

type Flow = ReactFlowInstance<StepNode, Wire>;
type Places = ReadonlyMap<string, { x: number; y: number }>;
const nowhere: Places = new Map();

/** The gestures of the canvas: what is dragged at the moment, and handlers that end in edits. */
export function useGestures(editable: boolean) {
  const [dragged, setDragged] = useState(nowhere);
  const flow = useReactFlow<StepNode, Wire>();
  const onNodesChange = useCallback((changes: NodeChange<StepNode>[]) => {
    const moves = changes.filter((change) => change.type === "position");
    if (moves.length > 0) setDragged((before) => moved(before, moves));
    takeSelection(changes, "nodes");
  }, []);
  const onEdgesChange = useCallback((changes: EdgeChange<Wire>[]) => takeSelection(changes, "edges"), []);
  const finish = useCallback((_event: unknown, _node: unknown, nodes?: StepNode[]) => {
    setDragged((places) => {
      queueMicrotask(() => commitMove(places, nodes ?? []));
      return nowhere;
    });
  }, []);
  const onConnectEnd = useConnectEnd(flow);
  const handlers = useMemo<ReactFlowProps<StepNode, Wire>>(() => editable ? {
    onNodesChange, onEdgesChange, onNodeDragStop: finish, onConnectEnd,
    onSelectionDragStop: (event, nodes) => finish(event, null, nodes),
    onConnect: (connection) => actions.edit({ do: "connect", edge: edgeFrom(connection) }),
    onReconnect: (old, connection) => {
      const edit = old.data && rewire(old.data.edge, edgeFrom(connection));
      if (edit) actions.edit(edit);
    },
    onDragOver: allowKinds,
    onDrop: (event) => dropKind(event, flow),
    onDoubleClick: (event) => pickStep(event, flow),
  } : { onNodesChange, onEdgesChange }, [editable, onNodesChange, onEdgesChange, finish, onConnectEnd, flow]);
  return { dragged, handlers };
}

function allowKinds(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(KIND_TYPE)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
}

/** Add a step of the kind that was dragged from the palette. */
function dropKind(event: DragEvent, flow: Flow): void {
  const kind = store.get().kinds.get(event.dataTransfer.getData(KIND_TYPE));
  const here = editContext();
  if (!kind || !here) return;
  event.preventDefault();
  insertStep(addAt(here, kind, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })));
}

/** Offer the kinds of steps where the empty canvas was double-clicked. */
function pickStep({ target, clientX, clientY, currentTarget }: MouseEvent, flow: Flow): void {
  if (!(target instanceof Element) || !target.classList.contains("react-flow__pane")) return;
  const frame = currentTarget.getBoundingClientRect();
  const at = { x: clientX - frame.left, y: clientY - frame.top };
  setCanvasUi({ picking: { what: "add", at, place: flow.screenToFlowPosition({ x: clientX, y: clientY }), wire: null } });
}

function moved(before: Places, moves: readonly Extract<NodeChange<StepNode>, { type: "position" }>[]): Places {
  const after = new Map(before);
  for (const { id, position } of moves) if (position) after.set(id, position);
  return after;
}

function commitMove(places: Places, nodes: readonly StepNode[]): void {
  const { nodes: known } = store.get();
  const positions: Record<string, [number, number]> = {};
  for (const [id, at] of places.size > 0 ? places : new Map(nodes.map((node) => [node.id, node.position]))) {
    const node = known.get(id);
    const [x, y] = [Math.round(at.x), Math.round(at.y)];
    if (node && (node.x !== x || node.y !== y)) positions[id] = [x, y];
  }
  if (Object.keys(positions).length > 0) actions.edit({ do: "move", positions });
}

/** Take React Flow's selection changes. The step selected last has the focus. */
function takeSelection(changes: readonly (NodeChange<StepNode> | EdgeChange<Wire>)[], what: "nodes" | "edges"): void {
  const picks = changes.filter((change) => change.type === "select");
  if (picks.length === 0) return;
  const { selection, selected } = store.get();
  const next = new Set(selection[what]);
  for (const { id, selected: on } of picks) {
    if (on) next.add(id);
    else next.delete(id);
  }
  const nodes = what === "nodes" ? next : selection.nodes;
  const last = what === "nodes" ? picks.filter((pick) => pick.selected).at(-1)?.id : undefined;
  const [only] = nodes;
  const focus = last ?? (selected !== null && nodes.has(selected) ? selected : nodes.size === 1 ? only ?? null : null);
  actions.setSelection({ ...selection, [what]: next }, focus);
}

/** Connect a wire dropped on a step to the port that fits; dropped on the canvas, it offers the steps that fit. */
function useConnectEnd(flow: Flow): OnConnectEnd {
  return useCallback<OnConnectEnd>((event, { isValid, fromHandle, toHandle, fromNode }) => {
    if (isValid || toHandle || !fromHandle || !fromNode) return;
    const point = "changedTouches" in event ? event.changedTouches[0] : event;
    const here = editContext();
    if (!point || !here) return;
    const under = document.elementFromPoint(point.clientX, point.clientY);
    const over = here.nodes.get(under?.closest(".react-flow__node")?.getAttribute("data-id") ?? "");
    const from = here.nodes.get(fromNode.id);
    if (over && from) {
      if (over === from) return;
      const joined = fromHandle.type === "source" ? join(here, from, over) : join(here, over, from);
      if ("edit" in joined) actions.edit(joined.edit);
      else actions.toast("warn", joined.reason);
      return;
    }
    const frame = under?.closest(".canvas")?.getBoundingClientRect();
    if (!frame || !under?.classList.contains("react-flow__pane")) return;
    setCanvasUi({
      picking: {
        what: "add", at: { x: point.clientX - frame.left, y: point.clientY - frame.top },
        place: flow.screenToFlowPosition({ x: point.clientX, y: point.clientY }),
        wire: { node: fromNode.id, port: fromHandle.id ?? "", side: fromHandle.type },
      },
    });
  }, [flow]);
}

function edgeFrom(connection: Connection): Edge {
  return {
    source: connection.source, source_port: connection.sourceHandle ?? "", target: connection.target,
    target_port: connection.targetHandle ?? "",
  };
}
