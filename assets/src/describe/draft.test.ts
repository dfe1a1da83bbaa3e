import { describe, expect, it } from "vitest";
import type { DraftView, Edit } from "../server/protocol";
import { pieces, summary, title, toggled } from "./draft";

const edge = (source: string, target: string) => ({ source, source_port: "text", target, target_port: "text" });
const add = (id: string): Edit => ({ do: "add_node", id, kind: "k", version: 1, label: id.toUpperCase(), x: 0, y: 0, config: {} });
const edits: Edit[] = [add("a"), add("b"), { do: "connect", edge: edge("a", "b") }, { do: "set_config", node: "a", changes: { max_words: 3 }, unset: [] }];
const draft = (changes: Partial<DraftView>): DraftView => ({
  id: "d1", sentence: "Clean it, then tag it.", method: "", phrases: [], adds: [], connects: [], removes: [], disconnects: [], changes: [], edits, questions: [],
  not_understood: [], refused: [], problems: [], ...changes,
});

describe("choosing edits one by one", () => {
  const all = new Set([0, 1, 2, 3]);
  it("takes along what cannot be without a node", () => expect([...toggled(edits, all, 0)]).toEqual([1]));
  it("brings what an edge needs", () => expect([...toggled(edits, new Set(), 2)].sort()).toEqual([0, 1, 2]));
  it("leaves the rest alone", () => expect([...toggled(edits, all, 3)]).toEqual([0, 1, 2]));
});

it("sums up", () => {
  const node = { id: "a", label: "A", kind: "k", version: 1, x: 0, y: 0, config: {}, policy: {} as never, inputs: [], outputs: [], brief: "" };
  expect(summary(draft({ adds: [node, node], connects: [edge("a", "b")], removes: ["c"] }))).toBe("2 steps, 1 wire added. 1 step removed.");
  expect(summary(draft({}))).toBe("This changes nothing.");
  expect(summary(draft({ edits: [{ do: "rename_node", node: "a", label: "B" }] }))).toBe("1 step renamed.");
});

it("names edits for people", () => {
  const label = (id: string): string => id.toUpperCase();
  expect(edits.map((edit) => title(edit, label))).toEqual(["Add A", "Add B", "Connect A to B", "Set max words of A"]);
});

const phrase = (start: number, end: number) => ({ start, end, nodes: [], number: 1, understood: true, text: "" });

it("counts code points, as Python does", () => {
  const cut = pieces(draft({ sentence: "😀😀 clean it 😀", phrases: [phrase(3, 11)] }));
  expect(cut.map((piece) => piece.text)).toEqual(["😀😀 ", "clean it", " 😀"]);
});

it("cuts the sentence at its phrases and loses nothing", () => {
  const cut = pieces(draft({ phrases: [phrase(15, 21), phrase(0, 8), phrase(4, 12)] }));
  expect(cut.map((piece) => piece.text).join("")).toBe("Clean it, then tag it.");
  expect(cut.filter((piece) => piece.phrase !== null).map((piece) => piece.text)).toEqual(["Clean it", "tag it"]);
});
