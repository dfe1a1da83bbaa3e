// The edits that Python has not confirmed, in their order. The document shown is the last confirmed one with these
// edits applied, again after every patch. Python applies an edit once by its nonce, so sending one again is safe.
import type { DocumentView, Edit, Kind, Patch, UserError } from "../server/protocol";
import { applyEdit } from "./optimistic";
import { applyPatch } from "./patch";
import type { EditStorage, StoredEdit } from "./storedEdits";

/**
 * What is known of an edit in the queue.
 *
 * | state       | meaning                                                      | on send | on lost answer |
 * |-------------|--------------------------------------------------------------|---------|----------------|
 * | waiting     | made in this page and never sent: may be merged or undone    | sent    | waiting        |
 * | sent        | sent, and not answered yet                                   | sent    | unconfirmed    |
 * | unconfirmed | sent, and its answer is lost: the server may have applied it | sent    | unconfirmed    |
 * | restored    | from before a reload: the server may have applied it         | resent  | restored       |
 * | resent      | restored and sent: the listener hears how it ends            | resent  | restored       |
 *
 * An edit leaves the queue when a patch or a refusal carries its nonce, or, while it is waiting, by `undoWaiting`.
 */
export type EditState = "waiting" | "sent" | "unconfirmed" | "restored" | "resent";
type EditEvent = "send" | "loseAnswer";

export const TRANSITIONS: Record<EditState, Record<EditEvent, EditState>> = {
  waiting: { send: "sent", loseAnswer: "waiting" },
  sent: { send: "sent", loseAnswer: "unconfirmed" },
  unconfirmed: { send: "sent", loseAnswer: "unconfirmed" },
  restored: { send: "resent", loseAnswer: "restored" },
  resent: { send: "resent", loseAnswer: "restored" },
};

interface QueuedEdit extends StoredEdit {
  state: EditState;
}

export type PostOutcome =
  | { outcome: "taken" }
  | { outcome: "refused"; error: UserError; document: DocumentView }
  | { outcome: "unreachable" };

export interface EditTransport {
  /** Whether the socket takes a message of this size. */
  fits(edit: Edit): boolean;
  send(nonce: string, edit: Edit): void;
  /** Send what the socket would drop. Its patch comes over the socket, as every edit's does. */
  post(nonce: string, edit: Edit): Promise<PostOutcome>;
}

interface Timers {
  set(act: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

export interface EditQueueListener {
  /** The document to show has changed; `pending` edits of it are not confirmed. */
  changed(document: DocumentView | null, pending: number): void;
  refused(refusal: { nonce: string; error: UserError; document: DocumentView }): void;
  /** Edits from before a reload have been applied only now; `others`: the document was changed elsewhere meanwhile. */
  restored(edits: readonly Edit[], others: boolean): void;
}

export interface EditQueueOptions {
  transport: EditTransport;
  storage: EditStorage;
  timers: Timers;
  listener: EditQueueListener;
  kinds: () => ReadonlyMap<string, Kind>;
  origin: string; // begins every nonce: no other page or reload may have the same
}

const NUDGE_MS = 350; // key presses closer together become one edit
const RETRY_MS = 3000;

export class EditQueue {
  private confirmed: DocumentView | null = null;
  private shown: DocumentView | null = null;
  private queue: QueuedEdit[] = [];
  private paused = false;
  private posting = false; // one large edit at a time, and what follows it waits: the order stays
  private nudgeTimer: unknown = null;
  private nonces = 0;
  private stored = false; // whether the storage holds edits
  private applied: Edit[] = []; // restored edits that the server did not have yet
  private changedElsewhere = false; // between the restored edits and the document they were restored onto
  private readonly inputs = new Set<() => void>();

  constructor(private readonly options: EditQueueOptions) {}

  /** Call `commit` before anything that depends on what has been typed so far. Return a function that stops it. */
  beforeFlush(commit: () => void): () => void {
    this.inputs.add(commit);
    return () => void this.inputs.delete(commit);
  }

  /** Take the confirmed document; null closes it and drops its edits. */
  load(document: DocumentView | null): void {
    this.confirmed = document;
    if (document === null) this.queue = [];
    this.show();
  }

  /** Show the stored edits of the page before a reload; `resume` sends them. */
  restore(): void {
    const found = this.options.storage.read();
    if (this.confirmed === null || found.length === 0) return;
    this.stored = true;
    this.queue = [...found.map((each): QueuedEdit => ({ ...each, state: "restored" })), ...this.queue];
    this.applied = [];
    this.changedElsewhere = this.confirmed.revision - (found[0]?.revision ?? 0) > found.length;
    this.show();
  }

  /** Drop the stored edits: their workflow does not exist any more. */
  forget(): void {
    this.options.storage.write([]);
  }

  /** Hold edits back until `resume`: the connection is lost. */
  pause(): void {
    this.paused = true;
  }

  /** Send every edit again that has no answer yet, over a connection that is new. */
  resume(): void {
    this.paused = false;
    for (const entry of this.queue) advance(entry, "loseAnswer");
    this.flush();
  }

  submit(edit: Edit): void {
    this.flush();
    this.add(edit);
    this.store();
    this.deliver();
  }

  /** Move nodes by a step. Calls in quick succession become one edit. */
  nudge(nodes: readonly string[], dx: number, dy: number): void {
    const moved = new Set(nodes);
    const positions: Record<string, [number, number]> = {};
    for (const node of this.shown?.nodes ?? []) if (moved.has(node.id)) positions[node.id] = [node.x + dx, node.y + dy];
    this.add({ do: "move", positions });
    this.options.timers.clear(this.nudgeTimer);
    this.nudgeTimer = this.options.timers.set(() => this.flush(), NUDGE_MS);
  }

  /** Send what waits for a pause in typing or nudging. Whatever depends on the server's document calls this first. */
  flush(): void {
    for (const commit of [...this.inputs]) commit();
    this.options.timers.clear(this.nudgeTimer);
    this.nudgeTimer = null;
    if (!this.queue.some(isUnsent)) return;
    this.store();
    this.deliver();
  }

  /** Drop the last edit if it was never sent, since the server's undo stack does not have it. Return whether it was. */
  undoWaiting(): boolean {
    if (this.queue.at(-1)?.state !== "waiting") return false;
    this.queue = this.queue.slice(0, -1);
    this.store();
    this.show();
    return true;
  }

  /** Apply a patch. Return false when revisions are missing and the document has to be fetched again. */
  takePatch(patch: Patch): boolean {
    if (this.confirmed === null) return false;
    const steps = patch.revision - this.confirmed.revision; // 0: only the published version changed, or the edit was applied before
    if (steps >= 0) this.confirmed = applyPatch(this.confirmed, patch);
    this.settle(patch.nonce, steps > 0);
    this.show();
    return steps <= 1;
  }

  /** Remove a refused edit and take the server's document. Return the edit if it was restored, else null. */
  takeRefusal(nonce: string, document: DocumentView): Edit | null {
    const entry = this.queue.find((each) => each.nonce === nonce);
    this.settle(nonce, false);
    this.load(document);
    return entry !== undefined && isRestored(entry) ? entry.edit : null;
  }

  /** Append an edit, or merge it into the last one if that one was never sent and both set the same. */
  private add(edit: Edit): void {
    const last = this.queue.at(-1);
    const both = last?.state === "waiting" ? merged(last.edit, edit) : null;
    if (last && both !== null) last.edit = both;
    else this.queue.push({ nonce: this.nextNonce(), edit, revision: this.confirmed?.revision ?? 0, state: "waiting" });
    this.show();
  }

  private deliver(): void {
    if (this.paused || this.posting) return;
    for (const entry of this.queue) {
      if (!isUnsent(entry)) continue;
      advance(entry, "send");
      if (!this.options.transport.fits(entry.edit)) return void this.post(entry);
      this.options.transport.send(entry.nonce, entry.edit);
    }
  }

  private async post(entry: QueuedEdit): Promise<void> {
    this.posting = true;
    const result = await this.options.transport.post(entry.nonce, entry.edit);
    if (result.outcome === "refused") this.options.listener.refused({ nonce: entry.nonce, error: result.error, document: result.document });
    if (result.outcome === "unreachable") advance(entry, "loseAnswer");
    this.posting = false;
    if (isUnsent(entry)) this.options.timers.set(() => this.deliver(), RETRY_MS);
    else this.deliver();
  }

  /** Remove an edit that is in the confirmed document or was refused; `fresh`: it was applied only now. */
  private settle(nonce: string | null, fresh: boolean): void {
    const entry = nonce === null ? undefined : this.queue.find((each) => each.nonce === nonce);
    if (entry === undefined) return;
    this.queue = this.queue.filter((each) => each !== entry);
    this.store();
    if (!isRestored(entry)) return;
    if (fresh) this.applied.push(entry.edit);
    if (this.queue.some(isRestored) || this.applied.length === 0) return;
    this.options.listener.restored(this.applied, this.changedElsewhere);
    this.applied = [];
    this.changedElsewhere = false;
  }

  private store(): void {
    if (this.queue.length === 0 && !this.stored) return;
    this.stored = this.queue.length > 0;
    this.options.storage.write(this.queue.map(({ nonce, edit, revision }) => ({ nonce, edit, revision })));
  }

  private show(): void {
    const kinds = this.options.kinds();
    this.shown = this.confirmed && this.queue.reduce((after, { edit }) => applyEdit(after, edit, kinds), this.confirmed);
    this.options.listener.changed(this.shown, this.queue.length);
  }

  private nextNonce(): string {
    this.nonces += 1;
    return `${this.options.origin}-${this.nonces}`;
  }
}

/** The one place where an edit's state changes. */
function advance(entry: QueuedEdit, event: EditEvent): void {
  entry.state = TRANSITIONS[entry.state][event];
}

function isUnsent({ state }: QueuedEdit): boolean {
  return TRANSITIONS[state].send !== state;
}

function isRestored({ state }: QueuedEdit): boolean {
  return state === "restored" || state === "resent";
}

/** Return one edit for two that set the same, else null. */
function merged(first: Edit, then: Edit): Edit | null {
  if (first.do === "move" && then.do === "move") return { do: "move", positions: { ...first.positions, ...then.positions } };
  if (first.do !== "set_config" || then.do !== "set_config" || first.node !== then.node) return null;
  const again = Object.keys(first.changes).every((name) => name in then.changes);
  return again && first.unset.length === 0 && then.unset.length === 0 ? then : null;
}
