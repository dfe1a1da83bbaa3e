import { expect, it } from "vitest";
import type { Edge, NodeView } from "../server/protocol";
import { diffSince } from "./diff";
import { DEFAULT_POLICY } from "./policy";

const step = (id: string, config: Record<string, unknown> = {}): NodeView => ({
  id, label: id, kind: "k", version: 1, x: 0, y: 0, config, policy: DEFAULT_POLICY, inputs: [], outputs: [], brief: "",
});
const wire = (source: string, target: string): Edge => ({ source, source_port: "o", target, target_port: "i" });
const graph = { nodes: [step("a", { x: 1, y: 2 }), step("b"), step("c"), step("d")], edges: [wire("a", "b"), wire("b", "c")] };
const since = (nodes: NodeView[], edges: Edge[]): [string, string][] => [...diffSince(graph, new Map(nodes.map((node) => [node.id, node])), edges)];

it("finds nothing where only order of keys, places and names differ", () => {
  const moved = [{ ...step("a", { y: 2, x: 1 }), x: 80, label: "A" }, ...graph.nodes.slice(1)];
  expect(since(moved, graph.edges)).toEqual([]);
});
it("marks an edited step and what follows it", () => {
  expect(since([graph.nodes[0] as NodeView, step("b", { z: 1 }), step("c"), step("d")], graph.edges)).toEqual([["b", "changed"], ["c", "stale"]]);
});
it("marks a step whose wire was taken away", () => {
  expect(since(graph.nodes, [wire("b", "c")])).toEqual([["b", "changed"], ["c", "stale"]]);
});
it("leaves a new step unmarked, but not what it feeds", () => {
  expect(since([...graph.nodes, step("n")], [...graph.edges, wire("n", "d")])).toEqual([["d", "changed"]]);
});
