// The queue with a transport, a storage and timers of the test's own. How the page uses it: state/edits.test.ts.
import { beforeEach, describe, expect, it } from "vitest";
import type { DocumentView, Edit, Patch } from "../server/protocol";
import { EditQueue, TRANSITIONS, type EditQueueOptions, type EditState, type PostOutcome } from "./editQueue";
import type { StoredEdit } from "./storedEdits";

const base: DocumentView = {
  id: "w", name: "W", revision: 4, nodes: [], edges: [], problems: [], can_undo: null, can_redo: null, saved_at: 0,
  version: { number: null, edited: true }, last_run: null,
};
const patch = (nonce: string, revision: number): Patch => ({
  revision, nonce, name: "W", upsert: [], remove: [], edges: [], problems: [], can_undo: null, can_redo: null, saved_at: 1, version: base.version,
});
const name = (text: string): Edit => ({ do: "rename_workflow", name: text });
const large: Edit = { do: "batch", title: "large", edits: [] };

let log: string[];
let stored: StoredEdit[];
let timers: (() => void)[];
let answers: ((outcome: PostOutcome) => void)[];
let queue: EditQueue;

function options(origin: string): EditQueueOptions {
  return {
    transport: {
      fits: (edit) => edit.do !== "batch",
      send: (nonce) => void log.push(`send ${nonce}`),
      post: (nonce) => {
        log.push(`post ${nonce}`);
        return new Promise((resolve) => answers.push(resolve));
      },
    },
    storage: { read: () => stored, write: (edits) => void (stored = [...edits]) },
    timers: { set: (act) => timers.push(act), clear: () => undefined },
    listener: {
      changed: () => undefined, refused: ({ nonce }) => void log.push(`refused ${nonce}`),
      restored: (edits, others) => void log.push(`restored ${edits.length}${others ? ", changed elsewhere" : ""}`),
    },
    kinds: () => new Map(),
    origin,
  };
}

beforeEach(() => {
  [log, stored, timers, answers] = [[], [], [], []];
  queue = new EditQueue(options("n"));
  queue.load(base);
});

/** The page after a reload, with a queue of its own over the same storage. */
function reloaded(document: DocumentView = base): EditQueue {
  log = [];
  const next = new EditQueue(options("m"));
  next.load(document);
  next.restore();
  return next;
}

describe("the states of an edit", () => {
  it("that was made here stay apart from those of a restored one", () => {
    const reached = (from: EditState): EditState[] => [...new Set(Object.values(TRANSITIONS[from]))];
    expect(reached("sent").concat(reached("unconfirmed"))).not.toContain("restored");
    expect(reached("resent").concat(reached("restored"))).not.toContain("sent");
  });
  it("never lead back to waiting once it was sent", () => {
    const sent: EditState[] = ["sent", "unconfirmed", "restored", "resent"];
    expect(sent.flatMap((state) => Object.values(TRANSITIONS[state]))).not.toContain("waiting");
  });
  it("waiting: undo drops it, and the storage with it", () => {
    queue.pause();
    queue.submit(name("A"));
    expect([queue.undoWaiting(), stored, log]).toEqual([true, [], []]);
  });
  it("sent, then unconfirmed: it is sent again, and undo leaves it alone", () => {
    queue.submit(name("A"));
    queue.pause();
    queue.resume();
    expect([queue.undoWaiting(), log]).toEqual([false, ["send n-1", "send n-1"]]);
  });
  it("restored, then resent: it is announced when it is applied", () => {
    queue.submit(name("A"));
    const page = reloaded();
    expect(page.undoWaiting()).toBe(false);
    page.resume();
    page.takePatch(patch("n-1", 5));
    expect([log, stored]).toEqual([["send n-1", "restored 1"], []]);
  });
  it("restored onto a document that others changed: the announcement says so", () => {
    queue.submit(name("A"));
    const page = reloaded({ ...base, revision: 8 });
    page.resume();
    page.takePatch(patch("n-1", 9));
    expect(log).toEqual(["send n-1", "restored 1, changed elsewhere"]);
  });
  it("restored and lost again: it is sent a third time with the same nonce", () => {
    queue.submit(name("A"));
    const page = reloaded();
    page.resume();
    page.resume();
    expect(log).toEqual(["send n-1", "send n-1"]);
  });
});

describe("a large edit", () => {
  it("that is not answered waits for the timer, and what follows with it", async () => {
    queue.submit(large);
    queue.submit(name("A"));
    answers[0]?.({ outcome: "unreachable" });
    await Promise.resolve();
    expect(log).toEqual(["post n-1"]);
    timers.at(-1)?.();
    answers[1]?.({ outcome: "taken" });
    await Promise.resolve();
    expect(log).toEqual(["post n-1", "post n-1", "send n-2"]);
  });
});
