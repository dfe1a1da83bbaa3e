import { expect, it } from "vitest";
import arrivals from "../../cases/arrivals.json";
import listed from "../../cases/names.json";
import type { Edge, NodeView, Port } from "../server/protocol";
import { namesOf, RESERVED, templateNames } from "./templateNames";

it.each(arrivals.cases)("names what arrives as Python does: $name", ({ ends, names }) => {
  expect(namesOf(ends.map(([node = "", port = ""]): [string, string] => [node, port]))).toEqual(names);
});
it("knows the reserved words", () => expect([...RESERVED].sort()).toEqual(listed.reserved_in_expressions));

const port = (name: string, many: boolean): Port => ({ name, type: "any", title: name, required: false, many });
const node = (id: string, inputs: Port[] = []): [string, NodeView] => [id, { id, label: id.toUpperCase(), inputs } as unknown as NodeView];
const edge = (source: string, source_port: string, target_port: string): Edge => ({ source, source_port, target: "t", target_port });

it("names one value by its input, and many by where they come from", () => {
  const nodes = new Map([node("t", [port("subject", false), port("values", true)]), node("a"), node("b")]);
  const names = templateNames(nodes.get("t") as NodeView, nodes, [edge("a", "text", "values"), edge("b", "text", "values"), edge("b", "count", "subject")]);
  expect(names).toEqual([
    { name: "a_text", from: "text from A" }, { name: "b_text", from: "text from B" }, { name: "subject", from: "count from B" },
    { name: "value", from: "the first value that arrives" },
  ]);
});
