// The editor's state and the hooks that read it. One editor per page. Other folders import it from index.ts.
//
// Step statuses are kept apart from everything else: a batch of them must not render the canvas again.
import { useCallback, useSyncExternalStore } from "react";
import type { Difference } from "../document/diff";
import { stepKey, type StepKey } from "../runs/stepKey";
import type { Catalogue, DocumentView, DraftView, Edge, GraphView, Kind, NodeView, RunView, StepView, ToastMessage, UserError } from "../server/protocol";
import { Cells, createStore, useStore } from "./cells";

export interface Toast extends ToastMessage {
  id: number;
}

export interface Selection {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>; // edgeId() of document/edges.ts
}

export interface EditorState {
  mode: "edit" | "run";
  workflow: string;
  catalogue: Catalogue | null;
  kinds: ReadonlyMap<string, Kind>; // by name
  document: DocumentView | null; // edit mode; includes edits that Python has not confirmed yet
  graph: GraphView | null; // run mode: the run's own version
  nodes: ReadonlyMap<string, NodeView>; // of the document or the graph, in its order
  edges: readonly Edge[];
  selected: string | null; // the node with the focus: what the parameter panel shows
  selectedPath: string; // which step of that node the dock shows; "" outside frames
  selection: Selection;
  run: RunView | null; // the run whose statuses are on the nodes, as it is now
  steps: ReadonlyMap<StepKey, StepView>; // not reactive: read it in handlers, use useStep/useSteps to render
  scrubbed: RunView | null; // set by the scrubber: the nodes show this moment instead of now
  active: StepKey | null; // the step that started last in a live run
  following: boolean; // the dock follows `active` until the user selects a node
  changed: ReadonlyMap<string, Difference>; // nodes that differ from the run shown, and what follows them
  draft: DraftView | null;
  describing: boolean; // the describe box is open over a canvas that is not empty
  reading: string | null; // the sentence that is being read for a draft
  busy: ReadonlySet<string>; // "run"
  pending: number; // edits on their way
  connected: boolean;
  runInput: Readonly<Record<string, unknown>>; // what Run is started with; kept per workflow in localStorage
  toasts: readonly Toast[];
  panel: "open" | "closed";
  dock: "open" | "closed";
  fault: UserError | null; // the page could not be loaded
}

export const emptySelection: Selection = { nodes: new Set(), edges: new Set() };

const cells = new Cells<StepKey, StepView>();

/** Say whether the page is so narrow that the panel would cover the run data. */
function narrow(): boolean {
  return typeof window !== "undefined" && window.innerWidth <= 800;
}

export function initialState(mode: EditorState["mode"], workflow: string): EditorState {
  return {
    mode, workflow, catalogue: null, kinds: new Map(), document: null, graph: null, nodes: new Map(), edges: [],
    selected: null, selectedPath: "", selection: emptySelection, run: null, steps: cells.values, scrubbed: null, active: null,
    following: false, changed: new Map(), draft: null, describing: false, reading: null, busy: new Set(), pending: 0, connected: true,
    runInput: {}, toasts: [], panel: mode === "edit" && !narrow() ? "open" : "closed", dock: "open", fault: null,
  };
}

export const store = createStore<EditorState>(initialState("edit", ""));
export const stepCells = cells;

export function useEditor<T>(selector: (state: EditorState) => T): T {
  return useStore(store, selector);
}

export function useStep(key: StepKey): StepView | null {
  const watch = useCallback((listener: () => void) => cells.watch(key, listener), [key]);
  const read = (): StepView | null => cells.values.get(key) ?? null;
  return useSyncExternalStore(watch, read, read);
}

export function useSteps(): readonly StepView[] {
  return useSyncExternalStore(cells.watchAll, cells.list, cells.list);
}

/** The step the dock shows: the active one while following it, else the selected one. */
export function useShown(): StepKey | null {
  return useEditor(({ following, active, selected, selectedPath }) =>
    following && active !== null ? active : selected === null ? null : stepKey(selected, selectedPath));
}
