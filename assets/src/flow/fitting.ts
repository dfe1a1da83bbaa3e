// Which part of the canvas a fitted drawing may fill, and the viewport that shows it there.
import { getViewportForBounds, type Viewport } from "@xyflow/react";
import { bounds, type Box } from "../document/geometry";
import { store } from "../state";

type Sides = Record<"top" | "right" | "bottom" | "left", `${number}px`>;

// Room for what floats over the canvas: chips above, zoom below; a run's history.
const ROOM: Record<"edit" | "run", Sides> = {
  edit: { top: "64px", right: "40px", bottom: "56px", left: "40px" },
  run: { top: "56px", right: "48px", bottom: "120px", left: "48px" },
};
const NARROW = "20px"; // the margin where nothing floats
const TURN = 32; // how far beside its steps a wire reaches that runs backward, in the canvas's own pixels
const CLEAR = 12; // px between a step and what floats
const LEAST = 64; // px of height that have to be left between the describe box and the review bar
export const MIN_ZOOM = 0.05; // zoom

/** Return the paddings to fit with, the preferred first; a later one is for where it allows a larger zoom. */
function paddings(frame: HTMLElement): [Sides, ...Sides[]] {
  const { mode, draft } = store.get();
  const beside = draft === null ? null : besideDraft(frame);
  if (beside !== null) return [beside];
  const room = ROOM[mode];
  const slim: Sides = { ...room, left: NARROW, right: NARROW };
  return [room, slim, { ...slim, bottom: NARROW }, { ...slim, top: NARROW }, { ...slim, top: NARROW, bottom: NARROW }];
}

/** Return the padding for the describe box above and the review bar below; null where that leaves too little room. */
function besideDraft(frame: HTMLElement): Sides | null {
  const whole = frame.getBoundingClientRect();
  const box = frame.querySelector(".dx-box")?.getBoundingClientRect();
  const bar = frame.querySelector(".dx-review")?.getBoundingClientRect();
  const top = Math.round(box ? box.bottom - whole.top + 24 : 64);
  const bottom = Math.round(bar ? whole.bottom - bar.top + 16 : 56);
  return whole.height - top - bottom < LEAST ? null : { ...ROOM.edit, top: `${top}px`, bottom: `${bottom}px` };
}

/** Return the size of the canvas that a fitted drawing may fill. */
export function freeRoom(frame: HTMLElement | null, { width, height }: { width: number; height: number }): { width: number; height: number } {
  const { top, right, bottom, left } = frame === null ? ROOM.edit : paddings(frame)[0];
  return { width: width - parseInt(left) - parseInt(right), height: height - parseInt(top) - parseInt(bottom) };
}

const RUN_CHIP: Box = { x: 12, y: 12, width: 300, height: 32 };

/** Return the boxes that float over the canvas, or will once there is a run, in pixels of the canvas element. */
function floats(frame: HTMLElement): Box[] {
  const whole = frame.getBoundingClientRect();
  const found = [...frame.querySelectorAll(".float")].map((each) => each.getBoundingClientRect());
  const boxes = found.map(({ left, top, width, height }) => ({ x: left - whole.left, y: top - whole.top, width, height }));
  return [RUN_CHIP, ...boxes];
}

/** Return the viewport with the largest zoom that shows all steps and none under a floating box. */
export function fitted(boxes: readonly Box[], frame: HTMLElement): Viewport {
  const { clientWidth: width, clientHeight: height } = frame;
  const [usual, ...others] = paddings(frame).map((room) => getViewportForBounds(bounds(boxes), width, height, MIN_ZOOM, 1, room));
  const taken = others.length > 0 ? floats(frame) : [];
  const free = ({ x, y, zoom }: Viewport): boolean => boxes.every((box) => taken.every((float) =>
    box.x * zoom + x > float.x + float.width + CLEAR || (box.x + box.width) * zoom + x < float.x - CLEAR
    || box.y * zoom + y > float.y + float.height + CLEAR || (box.y + box.height) * zoom + y < float.y - CLEAR));
  return others.reduce((best, other) => (other.zoom > best.zoom && free(other) ? other : best), usual as Viewport);
}

/** Return the boxes beside its steps in which a wire that runs back turns. */
export function turnsOf(from: Box | undefined, into: Box | undefined): Box[] {
  if (!from || !into || into.x > from.x + from.width) return [];
  return [{ ...from, x: from.x + from.width, width: TURN }, { ...into, x: into.x - TURN, width: TURN }];
}
