import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, ApiError } from "../server/api";
import { edgeId } from "../document/edges";
import type { DocumentView, Edit, NodeView, Patch } from "../server/protocol";
import { initialState, store } from "./index";
import { beforeFlush, bringBack, flush, hearNews, hold, moveBy, replaceBase, resend, submit, takeBack, takePatch, takeRefusal } from "./edits";
import { keptEdits } from "../document/storedEdits";
import { setTransport, type Messages } from "../server/transport";

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
const labels = (): string[] => [...store.get().nodes.values()].map((node) => node.label);
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
  hearNews({ refused: ({ nonce }) => refused.push(nonce), broughtBack: (edits) => brought.push(...edits) });
  [sent, brought, refused] = [[], [], []];
  setTransport((event, payload) => {
    if (event === "edit") sent.push(payload as Messages["edit"]);
  });
  replaceBase(null);
  resend();
  store.set(initialState("edit", "w"));
  replaceBase(base);
});
afterEach(() => vi.unstubAllGlobals());

/** What a reload leaves: the tab's storage and what Python has. */
const reload = (document: DocumentView = base): void => {
  replaceBase(null);
  sent = [];
  replaceBase(document);
  bringBack();
};

describe("an edit on its way", () => {
  it("shows at once and is gone when its patch has come", () => {
    submit(rename("a", "A"));
    expect([labels(), store.get().pending]).toEqual([["A", "b"], 1]);
    takePatch(patch({ nonce: sent[0]?.nonce ?? "", upsert: [{ ...step("a"), label: "A!" }] }));
    expect([labels(), store.get().pending]).toEqual([["A!", "b"], 0]);
  });
  it("stays shown over another's patch", () => {
    submit(rename("a", "A"));
    takePatch(patch({ upsert: [{ ...step("b"), label: "B" }, step("c")], name: "V" }));
    expect([labels(), store.get().document?.name]).toEqual([["A", "B", "c"], "V"]);
  });
  it("is taken back when it is refused; a later one stays", () => {
    submit(rename("a", "A"));
    submit(rename("b", "B"));
    takeRefusal(sent[0]?.nonce ?? "", base);
    expect([labels(), store.get().pending]).toEqual([["a", "B"], 1]);
  });
});

describe("a patch", () => {
  it("says when revisions are missing", () => expect(takePatch(patch({ revision: 7 }))).toBe(false));
  it("is ignored when it is older than the document", () => {
    expect(takePatch(patch({ revision: 3, name: "old" }))).toBe(true);
    expect(store.get().document?.name).toBe("W");
  });
  it("of the same revision brings the published version", () => {
    takePatch(patch({ revision: 4, version: { number: 1, edited: false } }));
    expect(store.get().document?.version).toEqual({ number: 1, edited: false });
  });
  it("takes the selection of what it removes away", () => {
    store.set({ selected: "a", selection: { nodes: new Set(["a", "b"]), edges: new Set() } });
    takePatch(patch({ remove: ["a"], edges: [{ source: "b", source_port: "o", target: "c", target_port: "i" }] }));
    expect([store.get().selected, [...store.get().selection.nodes], store.get().edges.map(edgeId)]).toEqual([null, ["b"], ["b.o>c.i"]]);
  });
});

describe("moves by keys", () => {
  it("become one edit when they pause", () => {
    moveBy(["a"], 8, 0);
    moveBy(["a"], 8, 8);
    expect([sent.length, store.get().nodes.get("a")?.x]).toEqual([0, 16]);
    vi.advanceTimersByTime(400);
    expect(sent.map(({ edit }) => edit)).toEqual([{ do: "move", positions: { a: [16, 8] } }]);
  });
  it("go out before the next edit", () => {
    moveBy(["a"], 8, 0);
    submit(rename("a", "A"));
    flush();
    expect(sent.map(({ edit }) => edit.do)).toEqual(["move", "rename_node"]);
  });
});

describe("without a connection", () => {
  it("edits wait, and leave in their order once it is back", () => {
    submit(rename("a", "A")); // may have arrived or not
    hold();
    submit(rename("b", "B"));
    expect([sent.length, labels(), store.get().pending]).toEqual([1, ["A", "B"], 2]);
    resend();
    expect(sent.map(({ edit }) => edit)).toEqual([rename("a", "A"), rename("a", "A"), rename("b", "B")]);
    expect(sent[0]?.nonce).toBe(sent[1]?.nonce);
  });
  it("typing into one field stays one edit", () => {
    hold();
    const typed = (text: string): Edit => ({ do: "set_config", node: "a", changes: { text }, unset: [] });
    submit(typed("x"));
    submit(typed("xy"));
    resend();
    expect(sent.map(({ edit }) => edit)).toEqual([typed("xy")]);
  });
  it("undo takes back what has not left, and nothing else", () => {
    submit(rename("a", "A"));
    hold();
    submit(rename("b", "B"));
    expect([takeBack(), takeBack(), labels()]).toEqual([true, false, ["A", "b"]]);
  });
});

describe("after a reload", () => {
  it("what was not confirmed is shown, sent by its old nonce, and told once it is in", () => {
    submit(rename("a", "A"));
    const nonce = sent[0]?.nonce ?? "";
    reload();
    expect([labels(), sent]).toEqual([["A", "b"], []]);
    resend();
    expect(sent).toEqual([{ nonce, edit: rename("a", "A") }]);
    takePatch(patch({ nonce, upsert: [{ ...step("a"), label: "A" }] }));
    expect([brought, keptEdits("w"), store.get().pending]).toEqual([[rename("a", "A")], [], 0]);
  });
  it("nothing is told of what had arrived", () => {
    submit(rename("a", "A"));
    const nonce = sent[0]?.nonce ?? "";
    reload({ ...base, revision: 5, nodes: [{ ...step("a"), label: "A" }, step("b")] });
    resend();
    takePatch(patch({ nonce, revision: 5 }));
    expect([brought, keptEdits("w"), labels()]).toEqual([[], [], ["A", "b"]]);
  });
  it("what is refused is given back, to be told", () => {
    submit(rename("a", "A"));
    reload();
    resend();
    expect(takeRefusal(sent[0]?.nonce ?? "", base)).toEqual(rename("a", "A"));
    expect(keptEdits("w")).toEqual([]);
  });
  it("what was confirmed or refused before is not kept", () => {
    submit(rename("a", "A"));
    submit(rename("b", "B"));
    takePatch(patch({ nonce: sent[0]?.nonce ?? "" }));
    expect(takeRefusal(sent[1]?.nonce ?? "", base)).toBeNull();
    expect(keptEdits("w")).toEqual([]);
  });
  it("what is typed and waits for a pause is kept by a flush", () => {
    let typed: Edit | null = rename("a", "typed");
    const stop = beforeFlush(() => {
      const edit = typed;
      typed = null;
      if (edit !== null) submit(edit);
    });
    flush();
    stop();
    expect(keptEdits("w").map(({ edit }) => edit)).toEqual([rename("a", "typed")]);
  });
  it("a storage that is full costs nothing but the safety", () => {
    vi.stubGlobal("sessionStorage", { getItem: () => null, removeItem: () => null, setItem: () => { throw new Error("full"); } });
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    submit(rename("a", "A"));
    expect(sent.length).toBe(1);
  });
});

describe("an edit too large for the socket", () => {
  const large: Edit = { do: "set_config", node: "a", changes: { code: "x".repeat(200_000) }, unset: [] };
  it("is posted, and what follows waits for it", async () => {
    const post = vi.spyOn(api, "edit").mockResolvedValue({ revision: 5 });
    submit(large);
    submit(rename("a", "A"));
    expect([sent, post.mock.calls.length]).toEqual([[], 1]);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map(({ edit }) => edit)).toEqual([rename("a", "A")]);
  });
  it("is posted again where the server was not reached", async () => {
    const nobody = new ApiError({ what: "w", where: "", why: "", fix: "" }, 0);
    const post = vi.spyOn(api, "edit").mockRejectedValueOnce(nobody).mockResolvedValue({ revision: 5 });
    post.mockClear();
    submit(large);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(post.mock.calls.map(([, nonce]) => nonce)).toEqual([post.mock.calls[0]?.[1], post.mock.calls[0]?.[1]]);
    expect(refused).toEqual([]);
  });
  it("is refused as others are", async () => {
    vi.spyOn(api, "edit").mockRejectedValueOnce(new ApiError({ what: "w", where: "", why: "", fix: "" }, 413));
    vi.spyOn(api, "document").mockResolvedValue(base);
    submit(large);
    await vi.advanceTimersByTimeAsync(0);
    expect(refused.length).toBe(1);
  });
});
