// Edits on their way. `base` is the document Python last confirmed; what is shown is base plus the edits that have
// not been confirmed, applied again after every patch.
import { applyLocally } from "../local";
import type { DocumentView, Edit, Patch } from "../protocol";
import { store } from "../store";
import { send } from "./transport";

interface Pending {
  nonce: string;
  edit: Edit;
  sent: boolean;
}

const NUDGE_MS = 350;

let base: DocumentView | null = null;
let pending: Pending[] = [];
let nudge: ReturnType<typeof setTimeout> | null = null;
let count = 0;
const origin = Math.random().toString(36).slice(2, 8);

export function replaceBase(document: DocumentView | null): void {
  base = document;
  if (document === null) pending = [];
  show();
}

/** After a lost connection: what was on its way has arrived and is in the document, or is lost. */
export function forgetSent(): void {
  pending = pending.filter((entry) => !entry.sent);
}

export function submit(edit: Edit): void {
  flush();
  const entry: Pending = { nonce: nextNonce(), edit, sent: true };
  pending.push(entry);
  show();
  send("edit", { nonce: entry.nonce, edit });
}

/** Moves nodes by a step; key presses in a row become one edit, sent when they pause. */
export function moveBy(nodes: readonly string[], dx: number, dy: number): void {
  const known = store.get().nodes;
  const positions: Record<string, [number, number]> = {};
  for (const id of nodes) {
    const node = known.get(id);
    if (node) positions[id] = [node.x + dx, node.y + dy];
  }
  const last = pending[pending.length - 1];
  if (last && !last.sent && last.edit.do === "move") {
    last.edit = { do: "move", positions: { ...last.edit.positions, ...positions } };
  } else {
    pending.push({ nonce: nextNonce(), edit: { do: "move", positions }, sent: false });
  }
  if (nudge !== null) clearTimeout(nudge);
  nudge = setTimeout(flush, NUDGE_MS);
  show();
}

/** Sends what waits for a pause. Whatever depends on the document's state in Python calls it first. */
export function flush(): void {
  if (nudge !== null) clearTimeout(nudge);
  nudge = null;
  for (const entry of pending) {
    if (entry.sent) continue;
    entry.sent = true;
    send("edit", { nonce: entry.nonce, edit: entry.edit });
  }
}

/** Takes a patch in; false when revisions are missing and the document has to be fetched again. */
export function takePatch(patch: Patch): boolean {
  if (base === null) return false;
  if (patch.nonce !== null) pending = pending.filter((entry) => entry.nonce !== patch.nonce);
  const steps = patch.revision - base.revision; // none when only the published version is news
  if (steps >= 0) base = patched(base, patch);
  show();
  return steps <= 1;
}

export function takeRefusal(nonce: string, document: DocumentView): void {
  pending = pending.filter((entry) => entry.nonce !== nonce);
  replaceBase(document);
}

export function patched(document: DocumentView, patch: Patch): DocumentView {
  const news = new Map(patch.upsert.map((node) => [node.id, node]));
  const gone = new Set(patch.remove);
  const nodes = document.nodes.filter((node) => !gone.has(node.id)).map((node) => {
    const fresh = news.get(node.id);
    news.delete(node.id);
    return fresh ?? node;
  });
  const { upsert: _upsert, remove: _remove, nonce: _nonce, ...rest } = patch;
  return { ...document, ...rest, nodes: [...nodes, ...news.values()] };
}

function show(): void {
  const { kinds, selection, selected } = store.get();
  const document = base && pending.reduce((after, { edit }) => applyLocally(after, edit, kinds), base);
  const nodes = new Map(document?.nodes.map((node) => [node.id, node]));
  const kept = [...selection.nodes].filter((id) => nodes.has(id));
  store.set({
    document,
    nodes,
    edges: document?.edges ?? [],
    pending: pending.length,
    selected: selected !== null && nodes.has(selected) ? selected : null,
    selection: kept.length === selection.nodes.size ? selection : { ...selection, nodes: new Set(kept) },
  });
}

function nextNonce(): string {
  count += 1;
  return `${origin}-${count}`;
}
