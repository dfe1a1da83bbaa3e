// What comes from Python: the methods it calls on the element, and the first fetches.
import { hasFailed, isLive, STEP_STATUSES } from "../runs/status";
import { stepData } from "../runs/stepData";
import { keyOf, type StepKey } from "../runs/stepKey";
import { api, ApiError, userError } from "../server/api";
import type { Catalogue, DocumentView, DraftView, Patch, RunView, StatusBatch, StepView, ToastMessage } from "../server/protocol";
import { send } from "../server/transport";
import { actions, setBusy } from "./actions";
import { compare, compareWith, forgetComparison } from "./comparison";
import { initialState, stepCells, store, type EditorState } from "./editor";
import { editQueue, refused } from "./edits";
import { storedRunInput } from "./storedRunInput";

export async function start(mode: EditorState["mode"], workflow: string, run: number | null): Promise<void> {
  editQueue.load(null);
  stepCells.replace([]);
  forgetComparison();
  store.set({ ...initialState(mode, workflow), runInput: storedRunInput(workflow) });
  try {
    takeCatalogue(await api.kinds());
    if (mode === "edit") await startEditing(workflow);
    else if (run !== null) await startRun(run);
    send("ready", {});
    if (mode === "edit") editQueue.resume();
    const { run: shown } = store.get();
    if (shown !== null && isLive(shown.status)) send("follow", { run: shown.id });
  } catch (cause) {
    if (cause instanceof ApiError && cause.status === 404) editQueue.forget(); // it was deleted, and they with it
    store.set({ fault: userError(cause, mode === "edit" ? `workflow ${workflow}` : `run ${run}`) });
  }
}

async function startEditing(workflow: string): Promise<void> {
  const document = await api.document(workflow);
  receive.load(document);
  editQueue.restore();
  if (document.last_run !== null) receive.run(await api.run(document.last_run));
}

async function startRun(run: number): Promise<void> {
  const [view, graph] = await Promise.all([api.run(run), api.graph(run)]);
  store.set({ graph, nodes: new Map(graph.nodes.map((node) => [node.id, node])), edges: graph.edges });
  receive.run(view);
  const failed = view.steps.find(hasFailed);
  if (failed) actions.select(failed.node, failed.path);
}

function takeCatalogue(catalogue: Catalogue): void {
  store.set({ catalogue, kinds: new Map(catalogue.kinds.map((kind) => [kind.name, kind])) });
}

export const receive = {
  load(document: DocumentView): void {
    editQueue.load(document);
    compare();
  },
  patch(patch: Patch): void {
    if (!editQueue.takePatch(patch)) void refetch();
    compare();
  },
  refused,
  run(run: RunView | null): void {
    setBusy("run", false);
    const other = run?.id !== store.get().run?.id;
    const live = isLive(run?.status);
    store.set({ run, active: null, following: live && (other || store.get().following), ...(other ? { scrubbed: null } : {}) });
    if (store.get().scrubbed === null) stepCells.replace((run?.steps ?? []).map((step) => [keyOf(step), step]));
    store.set({ active: activeOf(run?.steps ?? []) });
    if (run !== null && other) void compareWith(run.id);
  },
  status(batch: StatusBatch): void {
    const { run, scrubbed } = store.get();
    if (run === null || run.id !== batch.run || batch.seq < run.seq) return;
    const { run: _id, steps, shown, ...rest } = batch;
    const changed = new Map(steps.map((step) => [keyOf(step), step]));
    const step = shown && changed.get(keyOf(shown));
    if (shown && step) stepData.takeSent(run.id, step, shown);
    const all = run.steps.map((each) => changed.get(keyOf(each)) ?? each);
    if (scrubbed === null) stepCells.put(changed);
    store.set({ run: { ...run, ...rest, steps: all }, active: activeOf(all) ?? store.get().active });
    if (!isLive(batch.status)) store.set({ following: false });
  },
  draft(draft: DraftView | null): void {
    actions.showDraft(draft);
  },
  toast({ tone, text, error }: ToastMessage): void {
    if (tone === "error") setBusy("run", false);
    actions.toast(tone, text, error);
  },
  reading(sentence: string | null): void {
    store.set({ reading: sentence });
  },
  connected(connected: boolean): void {
    const before = store.get().connected;
    store.set({ connected });
    if (!connected) editQueue.pause();
    else if (!before) void refetch();
  },
};

/** Return the step that started last among those that are active. */
function activeOf(steps: readonly StepView[]): StepKey | null {
  let active: StepView | null = null;
  for (const step of steps) {
    if (STEP_STATUSES[step.status].phase !== "active") continue;
    if (active === null || (step.started_at ?? 0) >= (active.started_at ?? 0)) active = step;
  }
  return active === null ? null : keyOf(active);
}

async function refetch(): Promise<void> {
  const { mode, workflow, run } = store.get();
  try {
    if (mode === "edit") {
      const document = await api.document(workflow);
      receive.load(document);
      editQueue.resume();
    }
    setBusy("run", false); // whether a start arrived, its run says
    if (run !== null) {
      receive.run(await api.run(run.id));
      send("follow", { run: run.id });
    }
  } catch (cause) {
    actions.fail(userError(cause, `workflow ${workflow}`));
  }
}
