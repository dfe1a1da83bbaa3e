// Edits on their way. `base` is the document Python last confirmed; what is shown is base plus the edits that have
// not been confirmed, applied again after every patch. The tab keeps those (kept.ts), and sends them again after a
// reload or a lost connection: nobody knows then what arrived, and by its nonce Python applies each edit once.
import { api, ApiError } from "../server/api";
import { applyLocally } from "../document/optimistic";
import type { DocumentView, Edit, Patch, UserError } from "../server/protocol";
import { store } from "./editor";
import { keepEdits, keptEdits, type KeptEdit } from "../document/storedEdits";
import { fits, send } from "../server/transport";

interface Pending extends KeptEdit {
  sent: boolean; // over the connection there is
  left: boolean; // at any time: Python may know it, so it stays as it is
  before: boolean; // brought back after a reload
}

interface News {
  refused(refusal: { nonce: string; error: UserError; document: DocumentView }): void;
  /** Edits from before a reload that were not in the document yet; `others`: it was changed elsewhere meanwhile. */
  broughtBack(edits: readonly Edit[], others: boolean): void;
}

const NUDGE_MS = 350;
const RETRY_MS = 3000;

let base: DocumentView | null = null;
let pending: Pending[] = [];
let nudge: ReturnType<typeof setTimeout> | null = null;
let count = 0;
let open = true; // closed while there is no connection: what is done then waits
let posting = false; // one large edit at a time, and what follows it waits: the order stays
let keeping = false; // whether the tab's storage holds something
let brought: { edits: Edit[]; others: boolean } = { edits: [], others: false };
let news: News | null = null;
const drafts = new Set<() => void>();
const origin = Math.random().toString(36).slice(2, 10);

export function hearNews(listener: News): void {
  news = listener;
}

/** Calls `commit` before anything that depends on what has been typed so far; returns how to stop it. */
export function beforeFlush(commit: () => void): () => void {
  drafts.add(commit);
  return () => void drafts.delete(commit);
}

export function replaceBase(document: DocumentView | null): void {
  base = document;
  if (document === null) pending = [];
  show();
}

/** Shows what was not confirmed before a reload; `resend` sends it. */
export function bringBack(): void {
  const { workflow } = store.get();
  const kept = keptEdits(workflow);
  if (base === null || kept.length === 0) return;
  keeping = true;
  pending = [...kept.map((each) => ({ ...each, sent: false, left: true, before: true })), ...pending];
  brought = { edits: [], others: base.revision - (kept[0]?.revision ?? 0) > kept.length };
  show();
}

/** Until `resend`, edits wait. */
export function hold(): void {
  open = false;
}

export function resend(): void {
  open = true;
  for (const entry of pending) entry.sent = false;
  flush();
}

export function submit(edit: Edit): void {
  flush();
  add(edit);
  keep();
  deliver();
}

/** Moves nodes by a step; key presses in a row become one edit, sent when they pause. */
export function moveBy(nodes: readonly string[], dx: number, dy: number): void {
  const known = store.get().nodes;
  const positions: Record<string, [number, number]> = {};
  for (const id of nodes) {
    const node = known.get(id);
    if (node) positions[id] = [node.x + dx, node.y + dy];
  }
  add({ do: "move", positions });
  if (nudge !== null) clearTimeout(nudge);
  nudge = setTimeout(flush, NUDGE_MS);
}

/** Sends what waits for a pause. Whatever depends on the document's state in Python calls it first. */
export function flush(): void {
  for (const commit of [...drafts]) commit();
  if (nudge !== null) clearTimeout(nudge);
  nudge = null;
  if (pending.every((entry) => entry.sent)) return;
  keep();
  deliver();
}

/** Takes back the last edit if it has not left; Python's undo does not know of it yet. */
export function takeBack(): boolean {
  if (pending[pending.length - 1]?.left !== false) return false;
  pending = pending.slice(0, -1);
  keep();
  show();
  return true;
}

/** Takes a patch in; false when revisions are missing and the document has to be fetched again. */
export function takePatch(patch: Patch): boolean {
  if (base === null) return false;
  const steps = patch.revision - base.revision; // none when only the published version is news, or an edit was here before
  if (steps >= 0) base = patched(base, patch);
  settle(patch.nonce, steps > 0);
  show();
  return steps <= 1;
}

export function takeRefusal(nonce: string, document: DocumentView): Edit | null {
  const entry = pending.find((each) => each.nonce === nonce);
  settle(nonce, false);
  replaceBase(document);
  return entry?.before ? entry.edit : null;
}

export function patched(document: DocumentView, patch: Patch): DocumentView {
  const fresh = new Map(patch.upsert.map((node) => [node.id, node]));
  const gone = new Set(patch.remove);
  const nodes = document.nodes.filter((node) => !gone.has(node.id)).map((node) => {
    const changed = fresh.get(node.id);
    fresh.delete(node.id);
    return changed ?? node;
  });
  const { upsert: _upsert, remove: _remove, nonce: _nonce, ...rest } = patch;
  return { ...document, ...rest, nodes: [...nodes, ...fresh.values()] };
}

/** Puts an edit in the queue, or into the last one there where both set the same and that one has not left. */
function add(edit: Edit): void {
  const last = pending[pending.length - 1];
  const both = last && !last.left ? merged(last.edit, edit) : null;
  if (last && both !== null) last.edit = both;
  else pending.push({ nonce: nextNonce(), edit, revision: base?.revision ?? 0, sent: false, left: false, before: false });
  show();
}

function merged(first: Edit, then: Edit): Edit | null {
  if (first.do === "move" && then.do === "move") return { do: "move", positions: { ...first.positions, ...then.positions } };
  if (first.do !== "set_config" || then.do !== "set_config" || first.node !== then.node) return null;
  const again = Object.keys(first.changes).every((name) => name in then.changes);
  return again && first.unset.length === 0 && then.unset.length === 0 ? then : null;
}

function deliver(): void {
  if (!open || posting) return;
  for (const entry of pending) {
    if (entry.sent) continue;
    entry.sent = entry.left = true;
    const { nonce, edit } = entry;
    if (!fits(edit)) return void post(entry);
    send("edit", { nonce, edit });
  }
}

/** The way for what the socket would drop. Its patch comes over the socket as every edit's does. */
async function post(entry: Pending): Promise<void> {
  const { workflow } = store.get();
  posting = true;
  try {
    await api.edit(workflow, entry.nonce, entry.edit);
  } catch (cause) {
    const refusal = cause instanceof ApiError && cause.status >= 400 && cause.status < 500 ? cause.error : null;
    const document = refusal && await api.document(workflow).catch(() => null);
    if (refusal !== null && document !== null) news?.refused({ nonce: entry.nonce, error: refusal, document });
    else entry.sent = false; // the server was not reached: it is tried again
  }
  posting = false;
  if (entry.sent) deliver();
  else setTimeout(deliver, RETRY_MS);
}

/** The edit is in the document, or refused. */
function settle(nonce: string | null, fresh: boolean): void {
  const entry = nonce === null ? undefined : pending.find((each) => each.nonce === nonce);
  if (entry === undefined) return;
  pending = pending.filter((each) => each !== entry);
  keep();
  if (!entry.before) return;
  if (fresh) brought.edits.push(entry.edit);
  if (pending.some((each) => each.before) || brought.edits.length === 0) return;
  news?.broughtBack(brought.edits, brought.others);
  brought = { edits: [], others: false };
}

function keep(): void {
  if (pending.length === 0 && !keeping) return;
  keeping = pending.length > 0;
  keepEdits(store.get().workflow, pending.map(({ nonce, edit, revision }) => ({ nonce, edit, revision })));
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
