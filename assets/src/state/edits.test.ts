import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { edgeId } from "../document/edges";
import type { EditQueue } from "../document/editQueue";
import { tabStorage } from "../document/storedEdits";
import { api, ApiError } from "../server/api";
import type { DocumentView, Edit, Messages, NodeView, Patch } from "../server/protocol";
import { setTransport } from "../server/transport";
import { createStore, type Store } from "./cells";
import { initialState, type EditorState } from "./editor";
import { createEditQueue } from "./edits";

const step = (id: string, x = 0): NodeView => ({ id, x, y: 0, label: id, inputs: [], outputs: [], config: {} }) as unknown as NodeView;
const base: DocumentView = {
  id: "w", name: "W", revision: 4, nodes: [step("a"), step("b")], edges: [], problems: [], can_undo: null, can_redo: null, saved_at: 0,
  version: { number: null, edited: true }, last_run: null,
};
const patch = (change: Partial<Patch>): Patch => ({
  revision: 5, nonce: null, name: "W", upsert: [], remove: [], edges: [], problems: [], can_undo: null, can_redo: null, saved_at: 1,
  version: { number: null, edited: true }, ...change,
});
const rename = (node: string, label: string): Edit => ({ do: "rename_node", node, label });
const storedEdits = () => tabStorage(() => "w").read();
const labels = (): string[] => [...store.get().nodes.values()].map((node) => node.label);
let store: Store<EditorState>;
let queue: EditQueue;
let sent: Messages["edit"][] = [];
let brought: Edit[] = [];
let refused: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  [sent, brought, refused] = [[], [], []];
  setTransport((event, payload) => {
    if (event === "edit") sent.push(payload as Messages["edit"]);
  });
  open();
});
afterEach(() => vi.unstubAllGlobals());

/** A page that has just loaded the document. */
function open(document: DocumentView = base): void {
  store = createStore(initialState("edit", "w"));
  queue = createEditQueue(store, { refused: ({ nonce }) => refused.push(nonce), restored: (edits) => brought.push(...edits) });
  queue.load(document);
}

/** What a reload leaves: the tab's storage and what Python has. */
function reload(document: DocumentView = base): void {
  sent = [];
  open(document);
  queue.restore();
}

describe("an edit on its way", () => {
  it("shows at once and is gone when its patch has come", () => {
    queue.submit(rename("a", "A"));
    expect([labels(), store.get().pending]).toEqual([["A", "b"], 1]);
    queue.takePatch(patch({ nonce: sent[0]?.nonce ?? "", upsert: [{ ...step("a"), label: "A!" }] }));
    expect([labels(), store.get().pending]).toEqual([["A!", "b"], 0]);
  });
  it("stays shown over another's patch", () => {
    queue.submit(rename("a", "A"));
    queue.takePatch(patch({ upsert: [{ ...step("b"), label: "B" }, step("c")], name: "V" }));
    expect([labels(), store.get().document?.name]).toEqual([["A", "B", "c"], "V"]);
  });
  it("is taken back when it is refused; a later one stays", () => {
    queue.submit(rename("a", "A"));
    queue.submit(rename("b", "B"));
    queue.takeRefusal(sent[0]?.nonce ?? "", base);
    expect([labels(), store.get().pending]).toEqual([["a", "B"], 1]);
  });
});

describe("a patch", () => {
  it("says when revisions are missing", () => expect(queue.takePatch(patch({ revision: 7 }))).toBe(false));
  it("is ignored when it is older than the document", () => {
    expect(queue.takePatch(patch({ revision: 3, name: "old" }))).toBe(true);
    expect(store.get().document?.name).toBe("W");
  });
  it("of the same revision brings the published version", () => {
    queue.takePatch(patch({ revision: 4, version: { number: 1, edited: false } }));
    expect(store.get().document?.version).toEqual({ number: 1, edited: false });
  });
  it("takes the selection of what it removes away", () => {
    store.set({ selected: "a", selection: { nodes: new Set(["a", "b"]), edges: new Set() } });
    queue.takePatch(patch({ remove: ["a"], edges: [{ source: "b", source_port: "o", target: "c", target_port: "i" }] }));
    expect([store.get().selected, [...store.get().selection.nodes], store.get().edges.map(edgeId)]).toEqual([null, ["b"], ["b.o>c.i"]]);
  });
});

describe("moves by keys", () => {
  it("become one edit when they pause", () => {
    queue.nudge(["a"], 8, 0);
    queue.nudge(["a"], 8, 8);
    expect([sent.length, store.get().nodes.get("a")?.x]).toEqual([0, 16]);
    vi.advanceTimersByTime(400);
    expect(sent.map(({ edit }) => edit)).toEqual([{ do: "move", positions: { a: [16, 8] } }]);
  });
  it("go out before the next edit", () => {
    queue.nudge(["a"], 8, 0);
    queue.submit(rename("a", "A"));
    queue.flush();
    expect(sent.map(({ edit }) => edit.do)).toEqual(["move", "rename_node"]);
  });
});

describe("without a connection", () => {
  it("edits wait, and leave in their order once it is back", () => {
    queue.submit(rename("a", "A")); // may have arrived or not
    queue.pause();
    queue.submit(rename("b", "B"));
    expect([sent.length, labels(), store.get().pending]).toEqual([1, ["A", "B"], 2]);
    queue.resume();
    expect(sent.map(({ edit }) => edit)).toEqual([rename("a", "A"), rename("a", "A"), rename("b", "B")]);
    expect(sent[0]?.nonce).toBe(sent[1]?.nonce);
  });
  it("typing into one field stays one edit", () => {
    queue.pause();
    const typed = (text: string): Edit => ({ do: "set_config", node: "a", changes: { text }, unset: [] });
    queue.submit(typed("x"));
    queue.submit(typed("xy"));
    queue.resume();
    expect(sent.map(({ edit }) => edit)).toEqual([typed("xy")]);
  });
  it("undo takes back what has not left, and nothing else", () => {
    queue.submit(rename("a", "A"));
    queue.pause();
    queue.submit(rename("b", "B"));
    expect([queue.undoWaiting(), queue.undoWaiting(), labels()]).toEqual([true, false, ["A", "b"]]);
  });
});

describe("after a reload", () => {
  it("what was not confirmed is shown, sent by its old nonce, and announced once it is in", () => {
    queue.submit(rename("a", "A"));
    const nonce = sent[0]?.nonce ?? "";
    reload();
    expect([labels(), sent]).toEqual([["A", "b"], []]);
    queue.resume();
    expect(sent).toEqual([{ nonce, edit: rename("a", "A") }]);
    queue.takePatch(patch({ nonce, upsert: [{ ...step("a"), label: "A" }] }));
    expect([brought, storedEdits(), store.get().pending]).toEqual([[rename("a", "A")], [], 0]);
  });
  it("nothing is announced of what had arrived", () => {
    queue.submit(rename("a", "A"));
    const nonce = sent[0]?.nonce ?? "";
    reload({ ...base, revision: 5, nodes: [{ ...step("a"), label: "A" }, step("b")] });
    queue.resume();
    queue.takePatch(patch({ nonce, revision: 5 }));
    expect([brought, storedEdits(), labels()]).toEqual([[], [], ["A", "b"]]);
  });
  it("what is refused is given back, to be announced", () => {
    queue.submit(rename("a", "A"));
    reload();
    queue.resume();
    expect(queue.takeRefusal(sent[0]?.nonce ?? "", base)).toEqual(rename("a", "A"));
    expect(storedEdits()).toEqual([]);
  });
  it("what was confirmed or refused before is not kept", () => {
    queue.submit(rename("a", "A"));
    queue.submit(rename("b", "B"));
    queue.takePatch(patch({ nonce: sent[0]?.nonce ?? "" }));
    expect(queue.takeRefusal(sent[1]?.nonce ?? "", base)).toBeNull();
    expect(storedEdits()).toEqual([]);
  });
  it("what is typed and waits for a pause is kept by a flush", () => {
    let typed: Edit | null = rename("a", "typed");
    const stop = queue.beforeFlush(() => {
      const edit = typed;
      typed = null;
      if (edit !== null) queue.submit(edit);
    });
    queue.flush();
    stop();
    expect(storedEdits().map(({ edit }) => edit)).toEqual([rename("a", "typed")]);
  });
  it("a storage that is full costs nothing but the safety", () => {
    vi.stubGlobal("sessionStorage", { getItem: () => null, removeItem: () => null, setItem: () => { throw new Error("full"); } });
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    queue.submit(rename("a", "A"));
    expect(sent.length).toBe(1);
  });
});

describe("an edit too large for the socket", () => {
  const large: Edit = { do: "set_config", node: "a", changes: { code: "x".repeat(200_000) }, unset: [] };
  it("is posted, and what follows waits for it", async () => {
    const post = vi.spyOn(api, "edit").mockResolvedValue({ revision: 5 });
    queue.submit(large);
    queue.submit(rename("a", "A"));
    expect([sent, post.mock.calls.length]).toEqual([[], 1]);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map(({ edit }) => edit)).toEqual([rename("a", "A")]);
  });
  it("is posted again where the server was not reached", async () => {
    const nobody = new ApiError({ what: "w", where: "", why: "", fix: "" }, 0);
    const post = vi.spyOn(api, "edit").mockRejectedValueOnce(nobody).mockResolvedValue({ revision: 5 });
    post.mockClear();
    queue.submit(large);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(post.mock.calls.map(([, nonce]) => nonce)).toEqual([post.mock.calls[0]?.[1], post.mock.calls[0]?.[1]]);
    expect(refused).toEqual([]);
  });
  it("is refused as others are", async () => {
    vi.spyOn(api, "edit").mockRejectedValueOnce(new ApiError({ what: "w", where: "", why: "", fix: "" }, 413));
    vi.spyOn(api, "document").mockResolvedValue(base);
    queue.submit(large);
    await vi.advanceTimersByTimeAsync(0);
    expect(refused.length).toBe(1);
  });
});
