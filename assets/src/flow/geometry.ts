// Sizes and places on the canvas, in its own pixels.
import type { NodeView } from "../protocol";

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

// Level of detail by a step's height on screen: 36 px and more the full step, 16 to 36 icon and name, less a block.
export type Detail = "full" | "name" | "block";

export function detailAt(zoom: number): Detail {
  const height = HEIGHT * zoom;
  return height >= 36 ? "full" : height >= 16 ? "name" : "block";
}

const ZOOMS = [0.25, 0.28, 0.32, 0.36, 0.4, 0.45, 0.5, 0.56, 0.625, 0.675, 0.725, 0.775, 0.85, 0.925, 1];

/** The zoom that texts are sized for. It has few values, so that zooming seldom lays text out again. */
export function textZoom(zoom: number): number {
  return [...ZOOMS].reverse().find((step) => step <= zoom) ?? 0.25;
}
