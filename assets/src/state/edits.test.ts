import { beforeEach, describe, expect, it, vi } from "vitest";
import { edgeId } from "../local";
import type { DocumentView, Edit, NodeView, Patch } from "../protocol";
import { initialState, store } from "../store";
import { flush, moveBy, replaceBase, submit, takePatch, takeRefusal } from "./edits";
import { setTransport, type Messages } from "./transport";

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

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  setTransport((event, payload) => {
    if (event === "edit") sent.push(payload as Messages["edit"]);
  });
  replaceBase(null);
  store.set(initialState("edit", "w"));
  replaceBase(base);
});

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
