// The canvas. Only this folder knows React Flow; everything outside it speaks of steps, wires and gestures.
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, SelectionMode, useStore, type IsValidConnection } from "@xyflow/react";
import { useEffect, useMemo, useRef, type ReactNode, type RefObject } from "react";
import { GRID } from "../document/geometry";
import { refusal } from "../document/ports";
import { store, useEditor } from "../state";
import { DetailContext, ZoomContext } from "./canvasUi";
import { ConnectionLine, ConnectionReason } from "./ConnectionLine";
import { detailAt, textZoom } from "./detail";
import { MIN_ZOOM } from "./fitting";
import { GhostNode } from "./GhostNode";
import { Minimap } from "./Minimap";
import { ElementCache, type StepNode as DrawnStep, type Wire } from "./model";
import { Picker } from "./Picker";
import { channelsOf } from "./routing";
import { StepNode } from "./StepNode";
import { useClipboard } from "./useClipboard";
import { useGestures } from "./useGestures";
import { useKeys } from "./useKeys";
import { useView } from "./useView";
import type { View } from "./view";
import { GhostWire, WireEdge } from "./WireEdge";
import { ZoomControl } from "./ZoomControl";

const nodeTypes = { step: StepNode, ghost: GhostNode };
const edgeTypes = { wire: WireEdge, ghost: GhostWire };

/** `children` float over the canvas. */
export function Canvas({ children }: { children?: ReactNode }) {
  const loaded = useEditor((state) => state.document !== null || state.graph !== null);
  return loaded ? <ReactFlowProvider><Surface>{children}</Surface></ReactFlowProvider> : <section className="canvas" />;
}

function Surface({ children }: { children: ReactNode }) {
  const mode = useEditor((state) => state.mode);
  const count = useEditor((state) => state.nodes.size);
  const selected = useEditor((state) => state.selected);
  const frame = useRef<HTMLElement>(null);
  const view = useView(frame);
  const keys = useKeys(frame, view);
  const clipboard = useClipboard();
  const zoom = useStore((state) => textZoom(state.transform[2]));
  const detail = useStore((state) => detailAt(state.transform[2]));
  useReveal(frame, view);
  useFitForDraft(view);
  const hint = mode === "edit" ? "Arrows walk along the wires, question mark lists the keys." : "Read only.";
  return (
    <section className={`canvas canvas-${mode}`} aria-label="Canvas" ref={frame}>
      <div
        className="canvas-focus" tabIndex={0} role="application" data-testid="canvas" data-detail={detail}
        aria-label={`Canvas, ${count} ${count === 1 ? "step" : "steps"}. ${hint}`}
        aria-activedescendant={selected === null ? undefined : `step-${selected}`}
        style={{ "--z": zoom, "--lines": zoom < 0.45 ? 1 : 2 } as React.CSSProperties} {...clipboard}
        onKeyDown={(event) => {
          delete event.currentTarget.dataset.by;
          keys(event);
        }}
        onPointerDownCapture={({ currentTarget, target }) => {
          if (target instanceof HTMLInputElement) return;
          currentTarget.dataset.by = "pointer"; // no ring for who points
          currentTarget.focus({ preventScroll: true });
        }}
      >
        <DetailContext value={detail}><ZoomContext value={zoom}><Drawing editable={mode === "edit"} onMove={view.touch} /></ZoomContext></DetailContext>
      </div>
      <ConnectionReason />
      <Minimap />
      <ZoomControl view={view} editable={mode === "edit"} />
      <Picker view={view} />
      {children}
    </section>
  );
}

/** Brings the selected step into view, unless it was selected with the pointer: it must not move away from it. */
function useReveal(frame: RefObject<HTMLElement | null>, view: View): void {
  const selected = useEditor((state) => state.selected);
  useEffect(() => {
    const active = document.activeElement;
    const pointed = frame.current?.contains(active) && active instanceof HTMLElement && active.dataset.by === "pointer";
    if (selected !== null && !pointed) view.reveal(selected);
  }, [selected, view]);
}

/** Fits the drawing when a draft comes or goes. */
function useFitForDraft(view: View): void {
  const drafted = useEditor((state) => state.draft !== null);
  const before = useRef(drafted);
  useEffect(() => {
    if (drafted !== before.current) requestAnimationFrame(view.fit);
    before.current = drafted;
  }, [drafted, view]);
}

function Drawing({ editable, onMove }: { editable: boolean; onMove: () => void }) {
  const gestures = useGestures(editable);
  const cache = useRef(new ElementCache());
  const nodes = useNodes(cache.current, gestures.dragged, editable);
  const edges = useEdges(cache.current, editable);
  return (
    <ReactFlow<DrawnStep, Wire>
      nodes={nodes} edges={edges} nodeTypes={nodeTypes} edgeTypes={edgeTypes} {...gestures.handlers}
      connectionLineComponent={ConnectionLine} isValidConnection={editable ? valid : never} connectionRadius={24}
      nodesDraggable={editable} nodesConnectable={editable} nodesFocusable={false} edgesFocusable={false} disableKeyboardA11y
      snapToGrid snapGrid={[GRID, GRID]} onlyRenderVisibleElements minZoom={MIN_ZOOM} maxZoom={2} zoomOnDoubleClick={false}
      panOnScroll panActivationKeyCode={null} zoomActivationKeyCode={["Control", "Meta"]} multiSelectionKeyCode={["Control", "Meta"]}
      selectionKeyCode="Shift" selectionMode={SelectionMode.Partial} deleteKeyCode={null}
      nodeDragThreshold={3} elevateNodesOnSelect={false} onMoveStart={(event) => event && onMove()}
    >
      {editable && <Background variant={BackgroundVariant.Dots} gap={16} size={1.6} color="var(--dots)" bgColor="transparent" />}
    </ReactFlow>
  );
}

function useNodes(cache: ElementCache, dragged: ReadonlyMap<string, { x: number; y: number }>, editable: boolean): DrawnStep[] {
  const nodes = useEditor((state) => state.nodes);
  const draft = useEditor((state) => state.draft);
  const selected = useEditor((state) => state.selection.nodes);
  return useMemo(() => cache.nodesOf(nodes, draft, selected, dragged, editable), [cache, nodes, draft, selected, dragged, editable]);
}

function useEdges(cache: ElementCache, editable: boolean): Wire[] {
  const edges = useEditor((state) => state.edges);
  const nodes = useEditor((state) => state.nodes);
  const draft = useEditor((state) => state.draft);
  const selected = useEditor((state) => state.selection.edges);
  const channels = useMemo(() => channelsOf(
    new Map([...(draft?.adds ?? []).map((view) => [view.id, view] as const), ...nodes]), [...edges, ...(draft?.connects ?? [])],
  ), [edges, draft, nodes]);
  return useMemo(
    () => cache.edgesOf(edges, draft, nodes, selected, editable, channels), [cache, edges, draft, nodes, selected, editable, channels]);
}

const valid: IsValidConnection<Wire> = (connection) => {
  const { nodes, edges, catalogue } = store.get();
  const { source, target, sourceHandle, targetHandle } = connection;
  if (catalogue === null || !sourceHandle || !targetHandle) return false;
  return refusal({ source, target, source_port: sourceHandle, target_port: targetHandle }, nodes, edges, catalogue) === null;
};

const never = (): boolean => false;
