import { describe, expect, it } from "vitest";
import type { Catalogue, Edge, NodeView, Port, PortType } from "../server/protocol";
import { bestEdge, fits, refusal } from "./ports";

const catalogue: Catalogue = { kinds: [], categories: [], coercions: [["number", "text", "as text"]], credentials: [] };
const port = (name: string, type: PortType, extra: Partial<Port> = {}): Port => ({ name, type, title: name, required: true, many: false, ...extra });
const step = (id: string, inputs: Port[], outputs: Port[]): NodeView => ({ id, label: id.toUpperCase(), inputs, outputs }) as unknown as NodeView;
const a = step("a", [port("in", "text")], [port("out", "text"), port("count", "number")]);
const b = step("b", [port("in", "text"), port("extra", "json", { required: false })], [port("out", "json")]);
const c = step("c", [port("in", "text"), port("any", "any", { many: true, required: false })], []);
const nodes = new Map([a, b, c].map((node) => [node.id, node]));
const edge = (source: string, source_port: string, target: string, target_port: string): Edge => ({ source, source_port, target, target_port });

describe("fits", () => {
  it("takes equal types, any on either side, and what can be turned", () => {
    expect([fits("text", "text", catalogue), fits("any", "list", catalogue), fits("list", "any", catalogue), fits("number", "text", catalogue)]).toEqual([true, true, true, true]);
  });
  it("refuses the rest, and does not turn back", () => {
    expect([fits("json", "text", catalogue), fits("text", "number", catalogue)]).toEqual([false, false]);
  });
});

describe("refusal", () => {
  it("is null for an edge that can be", () => expect(refusal(edge("a", "count", "b", "in"), nodes, [], catalogue)).toBeNull());
  it("names both types", () => expect(refusal(edge("b", "out", "c", "in"), nodes, [], catalogue)).toBe("out gives JSON; in takes text."));
  it("knows a step from itself", () => expect(refusal(edge("a", "out", "a", "in"), nodes, [], catalogue)).toBe("A step cannot feed itself."));
  it("sees a circle over several steps", () => {
    const before = [edge("a", "out", "b", "in"), edge("b", "out", "c", "any")];
    const back = { ...c, outputs: [port("out", "text")] };
    expect(refusal(edge("c", "out", "a", "in"), new Map(nodes).set("c", back), before, catalogue)).toBe("That would make a circle: A already leads to C.");
  });
});

describe("bestEdge", () => {
  it("prefers a free port of the same type", () => {
    expect(bestEdge(a, c, [], catalogue)).toEqual(edge("a", "out", "c", "in"));
  });
  it("goes to another port when that one is taken", () => {
    expect(bestEdge(a, c, [edge("b", "out", "c", "in")], catalogue)).toEqual(edge("a", "out", "c", "any"));
  });
  it("is null when nothing fits", () => expect(bestEdge(b, a, [], catalogue)).toBeNull());
});
