import { expect, it } from "vitest";
import order from "../../cases/order.json";
import type { Edge, NodeView } from "../server/protocol";
import { numbersOf } from "./order";

const nodesOf = (ids: readonly string[]): Map<string, NodeView> => new Map(ids.map((id) => [id, { id } as NodeView]));
const edge = ([source = "", target = ""]: readonly string[]): Edge => ({ source, source_port: "value", target, target_port: "values" });

it.each(order.cases)("is that of a run's plan: $name", ({ nodes, edges, order: expected }) => {
  expect([...numbersOf(nodesOf(nodes), edges.map(edge)).keys()]).toEqual(expected);
});
it("puts steps of a cycle last, and passes over edges to steps that are not there", () => {
  expect([...numbersOf(nodesOf(["a", "b", "c"]), [edge(["a", "b"]), edge(["b", "a"]), edge(["x", "c"])])]).toEqual([["c", 1], ["a", 2], ["b", 3]]);
});
