// Which steps of the document differ from the run that is shown.
import { diffSince } from "../document/diff";
import { api, userError } from "../server/api";
import type { GraphView } from "../server/protocol";
import { store } from "./editor";
import { fail } from "./notifications";

let ran: { run: number; graph: GraphView } | null = null; // the version that the run shown has run

export function forgetComparison(): void {
  ran = null;
}

/** Fetch the version a run has run, and compare with it. */
export async function compareWith(run: number): Promise<void> {
  if (store.get().mode === "run") return;
  try {
    const graph = await api.graph(run);
    if (store.get().run?.id !== run) return;
    ran = { run, graph };
    compare();
  } catch (cause) {
    fail(userError(cause, `run ${run}`));
  }
}

/** Compare again: called when the confirmed document has changed. */
export function compare(): void {
  const { run, nodes, edges, changed } = store.get();
  const next = ran !== null && run?.id === ran.run ? diffSince(ran.graph, nodes, edges) : new Map();
  const same = next.size === changed.size && [...next].every(([node, how]) => changed.get(node) === how);
  if (!same) store.set({ changed: next });
}
