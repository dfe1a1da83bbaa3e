import { describe, expect, it } from "vitest";
import type { DocumentView, Edge, Kind, NodeView, Port } from "../server/protocol";
import { edgeId } from "./edges";
import { applyEdit } from "./optimistic";

const port = (name: string, extra: Partial<Port> = {}): Port => ({ name, type: "text", title: name, required: true, many: false, ...extra });
const node = (id: string, extra: Partial<NodeView> = {}): NodeView => ({
  id, label: id, kind: "clean", version: 1, x: 0, y: 0, config: { case: "keep" }, brief: "", inputs: [port("text")], outputs: [port("text")],
  policy: { retry: { attempts: 1, first_s: 1, factor: 2, max_s: 60, jitter: 0.1 }, timeout_s: null, on_failure: { then: "stop", value: null }, join: "all" },
  ...extra,
});
const wire = (source: string, target: string): Edge => ({ source, source_port: "text", target, target_port: "text" });
const kinds: ReadonlyMap<string, Kind> = new Map([["clean", {
  name: "clean", version: 1, title: "Clean", category: "text", icon: "eraser", help: "", synonyms: [], inputs: [port("text")], outputs: [port("text")],
  form: [], defaults: { case: "keep", trim: true }, pool: "sync", role: "step",
}]]);
const document: DocumentView = {
  id: "w", name: "W", revision: 1, nodes: [node("a"), node("b"), node("c")], edges: [wire("a", "b"), wire("b", "c")],
  problems: [{ severity: "error", node: "b", port: null, field: null, what: "x", fix: "y" }], can_undo: null, can_redo: null, saved_at: 0,
  version: { number: null, edited: true }, last_run: null,
};
const ids = (view: DocumentView): string[] => view.nodes.map((each) => each.id);

describe("applyEdit", () => {
  it("adds a step with the given config and the kind's ports, at whole pixels", () => {
    const after = applyEdit(document, { do: "add_node", id: "d", kind: "clean", version: 1, label: "D", x: 1.4, y: 2.6, config: { case: "lower" } }, kinds);
    expect(after.nodes[3]).toMatchObject({ id: "d", x: 1, y: 3, inputs: [{ name: "text" }] });
    expect(after.nodes[3]?.config).toEqual({ case: "lower" }); // as Python keeps it: a default is the kind's
  });
  it("does not add a step that has arrived meanwhile", () => {
    const edit = { do: "add_node", id: "a", kind: "clean", version: 1, label: "A", x: 0, y: 0, config: {} } as const;
    expect(applyEdit(document, edit, kinds)).toBe(document);
  });
  it("removes a step with its edges and its problems", () => {
    const after = applyEdit(document, { do: "remove_nodes", nodes: ["b"] }, kinds);
    expect([ids(after), after.edges, after.problems]).toEqual([["a", "c"], [], []]);
  });
  it("replaces the edge of a port that takes one", () => {
    const after = applyEdit(document, { do: "connect", edge: wire("a", "c") }, kinds);
    expect(after.edges.map(edgeId)).toEqual(["a.text>b.text", "a.text>c.text"]);
  });
  it("keeps the others of a port that takes many, in order", () => {
    const many = { ...document, nodes: [node("a"), node("b"), node("c", { inputs: [port("text", { many: true })] })] };
    const after = applyEdit(many, { do: "connect", edge: wire("a", "c") }, kinds);
    expect(after.edges.map(edgeId)).toEqual(["a.text>b.text", "b.text>c.text", "a.text>c.text"]);
  });
  it("moves only what it names; the others stay the same objects", () => {
    const after = applyEdit(document, { do: "move", positions: { b: [10.5, -3.2] } }, kinds);
    expect(after.nodes[1]).toMatchObject({ x: 11, y: -3 });
    expect(after.nodes[0]).toBe(document.nodes[0]);
  });
  it("sets and unsets config fields", () => {
    const after = applyEdit(document, { do: "set_config", node: "a", changes: { most: 3 }, unset: ["case"] }, kinds);
    expect(after.nodes[0]?.config).toEqual({ most: 3 });
  });
  it("applies a batch in order", () => {
    const after = applyEdit(document, {
      do: "batch", title: "", edits: [{ do: "disconnect", edges: [wire("a", "b")] }, { do: "connect", edge: wire("c", "a") }, { do: "rename_workflow", name: "V" }],
    }, kinds);
    expect([after.name, after.edges.map(edgeId)]).toEqual(["V", ["b.text>c.text", "c.text>a.text"]]);
  });
});
