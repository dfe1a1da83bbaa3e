// What comes from Python: the methods it calls on the element, and the first fetches.
import { api, ApiError, userError } from "../server/api";
import { changesSince } from "../document/diff";
import { arrived } from "../dock/useStepData";
import type { Catalogue, DocumentView, DraftView, Edit, GraphView, Patch, RunView, StatusBatch, StepView, UserError } from "../server/protocol";
import { isLive } from "../ui/StatusGlyph";
import { initialState, stepCells, store, type EditorState } from "./editor";
import { actions, kept, setBusy } from "./actions";
import { bringBack, hearNews, hold, replaceBase, resend, takePatch, takeRefusal } from "./edits";
import { keepEdits } from "../document/storedEdits";
import { told, toldAll, typedIn } from "../document/editSummary";
import { send } from "../server/transport";

let ranGraph: { run: number; graph: GraphView } | null = null;

export async function start(mode: EditorState["mode"], workflow: string, run: number | null): Promise<void> {
  replaceBase(null);
  stepCells.replace([]);
  ranGraph = null;
  store.set({ ...initialState(mode, workflow), runInput: kept(`treadle.input.${workflow}`) });
  try {
    takeCatalogue(await api.kinds());
    if (mode === "edit") await startEditing(workflow);
    else if (run !== null) await startRun(run);
    send("ready", {});
    if (mode === "edit") resend();
    const { run: shown } = store.get();
    if (shown !== null && isLive(shown.status)) send("follow", { run: shown.id });
  } catch (cause) {
    if (cause instanceof ApiError && cause.status === 404) keepEdits(workflow, []); // it was deleted, and they with it
    store.set({ fault: userError(cause, mode === "edit" ? `workflow ${workflow}` : `run ${run}`) });
  }
}

async function startEditing(workflow: string): Promise<void> {
  const document = await api.document(workflow);
  receive.load(document);
  bringBack();
  if (document.last_run !== null) receive.run(await api.run(document.last_run));
}

async function startRun(run: number): Promise<void> {
  const [view, graph] = await Promise.all([api.run(run), api.graph(run)]);
  store.set({ graph, nodes: new Map(graph.nodes.map((node) => [node.id, node])), edges: graph.edges });
  receive.run(view);
  const failed = view.steps.find((step) => step.status === "failed");
  if (failed) actions.select(failed.node);
}

function takeCatalogue(catalogue: Catalogue): void {
  store.set({ catalogue, kinds: new Map(catalogue.kinds.map((kind) => [kind.name, kind])) });
}

export const receive = {
  load(document: DocumentView): void {
    replaceBase(document);
    compare();
  },
  patch(patch: Patch): void {
    if (!takePatch(patch)) void refetch();
    compare();
  },
  refused({ nonce, error, document }: { nonce: string; error: UserError; document: DocumentView }): void {
    const before = takeRefusal(nonce, document);
    actions.fail(before === null ? error : lost(before, error));
    compare();
  },
  run(run: RunView | null): void {
    setBusy("run", false);
    const other = run?.id !== store.get().run?.id;
    const live = isLive(run?.status);
    store.set({ run, active: null, following: live && (other || store.get().following), ...(other ? { scrubbed: null } : {}) });
    if (store.get().scrubbed === null) stepCells.replace((run?.steps ?? []).map((step) => [step.node, step]));
    store.set({ active: activeOf(run?.steps ?? []) });
    if (run !== null && other) void fetchGraph(run.id);
  },
  status(batch: StatusBatch): void {
    const { run, scrubbed } = store.get();
    if (run === null || run.id !== batch.run || batch.seq < run.seq) return;
    const { run: _id, steps, shown, ...rest } = batch;
    const news = new Map(steps.map((step) => [step.node, step]));
    const pane = shown && news.get(shown.node);
    if (shown && pane) arrived(run.id, pane, shown);
    const all = run.steps.map((step) => news.get(step.node) ?? step);
    if (scrubbed === null) stepCells.put(news);
    store.set({ run: { ...run, ...rest, steps: all }, active: activeOf(all) ?? store.get().active });
    if (!isLive(batch.status)) store.set({ following: false });
  },
  draft(draft: DraftView | null): void {
    actions.showDraft(draft);
  },
  toast({ tone, text, error }: { tone: "info" | "ok" | "warn" | "error"; text: string; error?: UserError }): void {
    if (tone === "error") setBusy("run", false);
    actions.toast(tone, text, error ?? null);
  },
  reading(sentence: string | null): void {
    store.set({ reading: sentence });
  },
  connected(connected: boolean): void {
    const before = store.get().connected;
    store.set({ connected });
    if (!connected) hold();
    else if (!before) void refetch();
  },
};

hearNews({
  refused: (refusal) => receive.refused(refusal),
  broughtBack(edits: readonly Edit[], others: boolean): void {
    const meanwhile = others ? " The workflow was changed elsewhere meanwhile: look whether both fit." : "";
    actions.toast("ok", `Brought back what had not been saved: ${toldAll(edits, store.get().nodes)}.${meanwhile}`);
  },
});

/** The refusal of a change from before a reload: nobody sees any more what it was. */
function lost(edit: Edit, error: UserError): UserError {
  const typed = typedIn(edit);
  return {
    ...error, what: `This could not be brought back: ${told(edit, store.get().nodes)}.`,
    why: [error.what, error.why, typed === "" ? "" : `Its text was “${typed}”.`].filter(Boolean).join(" "),
  };
}

/** The step that started last among those at work. */
function activeOf(steps: readonly StepView[]): string | null {
  let active: StepView | null = null;
  for (const step of steps) {
    if (step.status !== "running" && step.status !== "waiting" && step.status !== "retrying") continue;
    if (active === null || (step.started_at ?? 0) >= (active.started_at ?? 0)) active = step;
  }
  return active?.node ?? null;
}

async function refetch(): Promise<void> {
  const { mode, workflow, run } = store.get();
  try {
    if (mode === "edit") {
      const document = await api.document(workflow);
      receive.load(document);
      resend();
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

async function fetchGraph(run: number): Promise<void> {
  if (store.get().mode === "run") return;
  try {
    const graph = await api.graph(run);
    if (store.get().run?.id !== run) return;
    ranGraph = { run, graph };
    compare();
  } catch (cause) {
    actions.fail(userError(cause, `run ${run}`));
  }
}

/** Called after every change of the document: marks what the shown run no longer says. */
export function compare(): void {
  const { run, nodes, edges, changed } = store.get();
  const next = ranGraph !== null && run?.id === ranGraph.run ? changesSince(ranGraph.graph, nodes, edges) : new Map();
  const same = next.size === changed.size && [...next].every(([node, how]) => changed.get(node) === how);
  if (!same) store.set({ changed: next });
}
