import { describe, expect, it } from "vitest";
import { arrange, type Plan } from "./arrange";

const room = { width: 800, height: 440 };

function chain(count: number): Plan {
  const nodes = Array.from({ length: count }, (_, index) => ({ id: `n${index}`, width: 208, height: 64 }));
  const edges = nodes.slice(1).map(({ id }, index) => ({ source: `n${index}`, target: id }));
  return { nodes, edges, origin: { x: 80, y: 80 }, room };
}

describe("arrange", () => {
  it("leaves in one row what can be read there", () => {
    const places = Object.values(arrange({ ...chain(5), room: { width: 1200, height: 600 } }));
    expect(new Set(places.map(([, y]) => y)).size).toBe(1);
  });

  it("folds a wide chain into rows, each from left to right", () => {
    const places = arrange(chain(5));
    expect(Object.values(places).map(([, y]) => y)).toEqual([80, 80, 80, 248, 248]);
    expect(places["n3"]?.[0]).toBe(places["n1"]?.[0]);
    expect(places["n0"]).toEqual([80, 80]);
  });

  it("cuts where few wires pass, and lays nothing on anything", () => {
    const ids = ["in", "clean", "a", "b", "c", "merge", "if", "send"];
    const wire = (text: string): { source: string; target: string } => {
      const [source = "", target = ""] = text.split(">");
      return { source, target };
    };
    const edges = ["in>clean", "clean>a", "clean>b", "clean>c", "a>merge", "b>merge", "c>merge", "merge>if", "if>send"].map(wire);
    const places = arrange({ nodes: ids.map((id) => ({ id, width: 208, height: 64 })), edges, origin: { x: 0, y: 0 }, room });
    const lowest = Math.max(...["in", "clean", "a", "b", "c", "merge"].map((id) => places[id]![1]));
    expect(places["if"]![1]).toBeGreaterThan(lowest + 64);
    expect(places["if"]![1]).toBe(places["send"]![1]);
    const boxes = Object.values(places);
    for (const [index, [x, y]] of boxes.entries()) {
      for (const [u, v] of boxes.slice(index + 1)) expect(Math.abs(x - u) >= 208 || Math.abs(y - v) >= 64).toBe(true);
    }
  });

  it("gives a long chain the shape of the canvas", () => {
    const places = Object.values(arrange(chain(120)));
    const ratio = Math.max(...places.map(([x]) => x)) / Math.max(...places.map(([, y]) => y));
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(3);
  });

  it("takes a document without steps", () => expect(arrange({ ...chain(0) })).toEqual({}));
});
