import { expect, it } from "vitest";
import { bounds, freePlace, portY } from "../document/geometry";
import type { Edge, NodeView } from "../server/protocol";
import { walk } from "./walk";

const step = (id: string, x: number, y: number): NodeView => ({ id, x, y, inputs: [], outputs: [] }) as unknown as NodeView;
const wire = (source: string, target: string): Edge => ({ source, source_port: "o", target, target_port: "i" });
const nodes = new Map([step("a", 0, 0), step("up", 272, -96), step("down", 272, 96), step("back", -300, 400), step("near", 250, 0)].map((node) => [node.id, node]));
const edges = [wire("a", "up"), wire("a", "down"), wire("down", "back")];

it("goes along wires before it looks around", () => {
  expect(walk("a", "right", nodes, edges)).toBe("up");
  expect(walk("a", "right", nodes, [])).toBe("near");
  expect(walk("back", "left", nodes, edges)).toBe("down");
});
it("goes to the nearest step above and below, and stays where there is none", () => {
  expect(walk("down", "up", nodes, edges)).toBe("near");
  expect(walk("up", "up", nodes, edges)).toBeNull();
});
it("puts a step below what stands in its place", () => {
  expect(freePlace(nodes.values(), 240, -8)).toEqual({ x: 240, y: 200 });
});
it("spreads ports about the middle", () => {
  expect([0, 1].map((index) => portY(index, 2, 64))).toEqual([20, 44]);
  expect(bounds([{ x: -1, y: 2, width: 3, height: 4 }])).toEqual({ x: -1, y: 2, width: 3, height: 4 });
});
