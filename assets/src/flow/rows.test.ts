import { expect, it } from "vitest";
import file from "../../cases/rows.json";
import { GAP_X, GAP_Y, HEIGHT, WIDTH } from "../document/geometry";
import { BETWEEN, crossings, fold, type Column } from "./rows";

const [width = 0, height = 0] = file.sizes.room;

/** Columns of steps that stand centred on one line, with the distances of the automatic layout. */
function columnsOf(layers: readonly number[]): Column[] {
  return layers.map((size, index) => {
    const tall = size * (HEIGHT + GAP_Y) - GAP_Y;
    const left = index * (WIDTH + GAP_X);
    return { left, right: left + WIDTH, top: -tall / 2, bottom: tall / 2 };
  });
}

it.each(file.cases)("folds as Python does: $name", ({ layers, wires, rows }) => {
  const crossing = crossings(layers.length, wires.map(([from = 0, to = 0]): [number, number] => [from, to]));
  expect(fold(columnsOf(layers), crossing, { width, height })).toEqual(rows);
});
it("lays out with the sizes that Python has", () => {
  const { room: _room, ...sizes } = file.sizes;
  expect({ width: WIDTH, height: HEIGHT, gap_x: GAP_X, gap_y: GAP_Y, between: BETWEEN }).toEqual(sizes);
});
