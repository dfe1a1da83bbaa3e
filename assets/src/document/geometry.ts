// Sizes and places on the canvas, in its own pixels.
import type { NodeView } from "../server/protocol";

export const WIDTH = 208;
export const HEIGHT = 64;
export const GRID = 8;
export const GAP_X = 80; // between a step and the one added after it
export const GAP_Y = 40;
export const TARGET = 24; // a port's clickable square

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A step grows when one side has more ports than its height has room for. */
export function heightOf(node: Pick<NodeView, "inputs" | "outputs">): number {
  const ports = Math.max(node.inputs.length, node.outputs.length);
  return Math.max(HEIGHT, ports * TARGET);
}

/** The middle of port `index` of `count`, down from the step's top. */
export function portY(index: number, count: number, height: number): number {
  return height / 2 + (index - (count - 1) / 2) * TARGET;
}

export function boxOf(node: NodeView): Box {
  return { x: node.x, y: node.y, width: WIDTH, height: heightOf(node) };
}

export function toGrid(value: number): number {
  return Math.round(value / GRID) * GRID;
}

/** A free place at or below the wanted one. */
export function freePlace(nodes: Iterable<NodeView>, x: number, y: number): { x: number; y: number } {
  const boxes = [...nodes].map(boxOf);
  const place = { x: toGrid(x), y: toGrid(y) };
  const taken = (): Box | undefined => boxes.find((box) =>
    place.x < box.x + box.width + GRID && place.x + WIDTH + GRID > box.x
    && place.y < box.y + box.height + GRID && place.y + HEIGHT + GRID > box.y);
  for (let box = taken(); box !== undefined; box = taken()) place.y = toGrid(box.y + box.height + GAP_Y);
  return place;
}

export function bounds(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x, y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
