// What the interface may ask for. Everything that changes the document goes to Python as one edit.
import type { Edit, RunView, UserError } from "../protocol";
import { isLive } from "../status";
import { emptySelection, stepCells, store, type Selection, type Toast } from "../store";
import { flush, moveBy, submit } from "./edits";
import { send } from "./transport";

const TOAST_MS = 6000;
let toasts = 0;

export const actions = {
  /** Applies the edit to the document shown and sends it. */
  edit(edit: Edit): void {
    submit(edit);
  },
  nudge(nodes: readonly string[], dx: number, dy: number): void {
    moveBy(nodes, dx, dy);
  },
  undo(): void {
    flush();
    send("undo", {});
  },
  redo(): void {
    flush();
    send("redo", {});
  },
  run(input: Record<string, unknown> | null): void {
    flush();
    setBusy("run", true);
    send("run", { input });
  },
  /** What the Run button does: the input typed for the input node, or none where the workflow takes none. */
  start(): void {
    const { nodes, kinds, runInput, run, busy } = store.get();
    if (nodes.size === 0 || isLive(run?.status) || busy.has("run")) return;
    const asks = [...nodes.values()].some((node) => kinds.get(node.kind)?.category === "start");
    actions.run(asks ? { ...runInput } : null);
  },
  cancel(): void {
    const { run } = store.get();
    if (run) send("cancel", { run: run.id });
  },
  resume(): void {
    const { run } = store.get();
    if (run) send("resume", { run: run.id });
  },
  publish(note: string): void {
    flush();
    send("publish", { note });
  },
  describe(text: string): void {
    flush();
    setBusy("describe", true);
    send("describe", { text });
  },
  accept(edits: number[] | null): void {
    send("accept", { edits });
  },
  discard(): void {
    send("discard", {});
    store.set({ draft: null });
  },
  setDescribing(describing: boolean): void {
    store.set({ describing });
  },
  /** The user picked a node: it alone is selected, and the dock stays with it. */
  select(node: string | null): void {
    actions.setSelection(node === null ? emptySelection : { nodes: new Set([node]), edges: new Set() }, node);
  },
  /** Several nodes or edges; `focus` is the one whose parameters are shown. */
  setSelection(selection: Selection, focus: string | null): void {
    const before = store.get().selected;
    store.set({ selection, selected: focus, following: focus === null ? store.get().following : false });
    if (before !== focus) send("select", { node: focus });
  },
  followLive(): void {
    store.set({ following: true });
  },
  follow(run: number): void {
    send("follow", { run });
  },
  /** Shows the run as it was at a moment; null goes back to now. */
  scrub(view: RunView | null): void {
    const { run } = store.get();
    store.set({ scrubbed: view });
    stepCells.replace(((view ?? run)?.steps ?? []).map((step) => [step.node, step]));
  },
  setRunInput(input: Record<string, unknown>): void {
    const { workflow } = store.get();
    store.set({ runInput: input });
    keep(`treadle.input.${workflow}`, input);
  },
  setPanel(panel: "open" | "closed"): void {
    store.set({ panel });
  },
  setDock(dock: "open" | "closed"): void {
    store.set({ dock });
  },
  /** Success and news pass by themselves; an error stays until it is closed. */
  toast(tone: Toast["tone"], text: string, error: UserError | null = null): number {
    const id = ++toasts;
    const others = store.get().toasts.filter((toast) => toast.text !== text);
    store.set({ toasts: [...others.slice(-3), { id, tone, text, error }] });
    if (tone !== "error") setTimeout(() => actions.closeToast(id), TOAST_MS);
    return id;
  },
  fail(error: UserError): number {
    return actions.toast("error", error.what, error);
  },
  closeToast(id: number): void {
    store.set({ toasts: store.get().toasts.filter((toast) => toast.id !== id) });
  },
};

export function setBusy(what: string, on: boolean): void {
  const busy = new Set(store.get().busy);
  if (on) busy.add(what);
  else busy.delete(what);
  store.set({ busy });
}

/** A full or forbidden storage costs the memory of the input, not the run: the value stays in the state. */
function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch (cause) {
    console.warn("The run input could not be kept for the next visit.", cause);
  }
}

export function kept(key: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return found !== null && typeof found === "object" ? (found as Record<string, unknown>) : {};
  } catch (cause) {
    console.warn("The run input of the last visit could not be read.", cause);
    return {};
  }
}
