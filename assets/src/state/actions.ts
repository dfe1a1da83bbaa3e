// The actions of the interface. Everything that changes the document goes to Python as one edit.
import { worstFirst } from "../document/problems";
import { inputFields, missing, runnable } from "../document/runInput";
import { startNode } from "../document/start";
import { isLive } from "../runs/status";
import { keyOf } from "../runs/stepKey";
import { api, userError } from "../server/api";
import type { DraftView, Edit, Messages, Problem, RunView } from "../server/protocol";
import { fits, send } from "../server/transport";
import { emptySelection, stepCells, store, type Selection } from "./editor";
import { editQueue } from "./edits";
import { closeToast, fail, toast } from "./notifications";
import { storeRunInput } from "./storedRunInput";

let dockClosedForDraft = false;

export const actions = {
  /** Applies the edit to the document shown and sends it. */
  edit(edit: Edit): void {
    editQueue.submit(edit);
  },
  nudge(nodes: readonly string[], dx: number, dy: number): void {
    editQueue.nudge(nodes, dx, dy);
  },
  undo(): void {
    editQueue.flush();
    if (!editQueue.undoWaiting()) ask("undo", {});
  },
  redo(): void {
    editQueue.flush();
    ask("redo", {});
  },
  run(input: Record<string, unknown> | null): void {
    editQueue.flush();
    if (store.get().busy.has("run") || !isReachable()) return;
    setBusy("run", true);
    if (input !== null && !fits(input)) void runLarge(input);
    else send("run", { input });
  },
  /** What the Run button does: runs with what was typed for the input step, or asks for what is missing there. */
  start(): void {
    const { nodes, kinds, runInput, run, busy, document, pending } = store.get();
    if (nodes.size === 0 || isLive(run?.status) || busy.has("run")) return;
    if (pending === 0 && !checked(document?.problems ?? [])) return;
    const startStep = startNode(nodes, kinds);
    if (startStep === undefined) return actions.run(null);
    const fields = inputFields(startStep.config);
    const gaps = missing(fields, runInput);
    if (gaps.length === 0) return actions.run(runnable(fields, runInput));
    actions.select(startStep.id);
    actions.setPanel("open");
    actions.toast("info", `Run needs ${gaps.map((field) => field.title).join(", ")}. Give it at right, then run again.`);
    focusField(startStep.id, gaps[0]?.name ?? "");
  },
  cancel(): void {
    const { run } = store.get();
    if (run) ask("cancel", { run: run.id });
  },
  resume(): void {
    const { run } = store.get();
    if (run) ask("resume", { run: run.id });
  },
  publish(note: string): void {
    editQueue.flush();
    ask("publish", { note });
  },
  describe(text: string): void {
    editQueue.flush();
    if (ask("describe", { text })) store.set({ reading: text });
  },
  /** Stops the reading of a description. */
  abandon(): void {
    send("abandon", {});
  },
  accept(draft: string, edits: number[] | null): void {
    ask("accept", { draft, edits });
  },
  discard(draft: string): void {
    if (ask("discard", { draft })) actions.showDraft(null);
  },
  /** Show a draft, or the document without one. The dock is closed meanwhile, since the review needs the room. */
  showDraft(draft: DraftView | null): void {
    const { dock } = store.get();
    if (draft !== null && dock === "open") {
      dockClosedForDraft = true;
      store.set({ draft, dock: "closed" });
    } else if (draft === null && dockClosedForDraft) {
      dockClosedForDraft = false;
      store.set({ draft, dock: "open" });
    } else store.set({ draft });
  },
  setDescribing(describing: boolean): void {
    store.set({ describing });
  },
  /** The user picked a node, or a step of it: it alone is selected, and the dock stays with it. */
  select(node: string | null, path = ""): void {
    actions.setSelection(node === null ? emptySelection : { nodes: new Set([node]), edges: new Set() }, node, path);
  },
  /** Several nodes or edges; `focus` is the one whose parameters are shown, `path` tells which step of it. */
  setSelection(selection: Selection, focus: string | null, path = ""): void {
    const { selected, selectedPath, following } = store.get();
    store.set({ selection, selected: focus, selectedPath: path, following: focus === null ? following : false });
    if (selected !== focus || selectedPath !== path) send("select", { node: focus, path });
  },
  followLive(): void {
    store.set({ following: true });
  },
  follow(run: number): void {
    ask("follow", { run });
  },
  /** Shows the run as it was at a moment; null goes back to now. */
  scrub(view: RunView | null): void {
    const { run } = store.get();
    store.set({ scrubbed: view });
    stepCells.replace(((view ?? run)?.steps ?? []).map((step) => [keyOf(step), step]));
  },
  setRunInput(input: Record<string, unknown>): void {
    const { workflow } = store.get();
    store.set({ runInput: input });
    storeRunInput(workflow, input);
  },
  setPanel(panel: "open" | "closed"): void {
    store.set({ panel });
  },
  setDock(dock: "open" | "closed"): void {
    store.set({ dock });
  },
  toast,
  fail,
  closeToast,
};

/** Edits wait for a lost connection in the queue. Anything else would come as a surprise later, so it is refused. */
function isReachable(): boolean {
  if (store.get().connected) return true;
  actions.toast("warn", "The server is not reached at the moment. Try again once it is.");
  return false;
}

function ask<K extends keyof Messages>(event: K, payload: Messages[K]): boolean {
  if (!isReachable()) return false;
  send(event, payload);
  return true;
}

/** Return whether the workflow has no error. Where it has one, go to the first: it keeps the workflow from running. */
function checked(problems: readonly Problem[]): boolean {
  const first = worstFirst(problems).find((problem) => problem.severity === "error");
  if (first === undefined) return true;
  if (first.node !== null) actions.select(first.node);
  actions.setPanel("open");
  const step = first.node === null ? undefined : store.get().nodes.get(first.node);
  actions.toast("warn", `Not started. ${step === undefined ? "" : `${step.label}: `}${first.what} ${first.fix}`);
  return false;
}

async function runLarge(input: Record<string, unknown>): Promise<void> {
  try {
    send("follow", { run: await api.startRun(store.get().workflow, input) });
  } catch (cause) {
    setBusy("run", false);
    actions.fail(userError(cause, "the input of the run"));
  }
}

export function setBusy(what: string, on: boolean): void {
  const busy = new Set(store.get().busy);
  if (on) busy.add(what);
  else busy.delete(what);
  store.set({ busy });
}

/** Focus a field once the panel has drawn it. */
function focusField(node: string, field: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(`run-${node}-${field}`)?.focus()));
}
