import { getViewportForBounds, useReactFlow, useStore, useStoreApi, type Viewport } from "@xyflow/react";
import { useEffect, useMemo, useRef, type RefObject } from "react";
import { bounds, boxOf, type Box } from "../document/geometry";
import { store, useEditor } from "../state";
import { detailAt } from "./detail";
import type { StepNode, Wire } from "./model";

export interface View {
  zoomIn(): void;
  zoomOut(): void;
  full(): void;
  fit(): void;
  /** Fits again what has been fitted, after its room has changed. */
  refit(): void;
  /** The user moved the canvas: from now on it stays where it is put, until it is fitted again. */
  touch(): void;
  /** Moves the canvas when the step is not fully on it. */
  reveal(node: string, duration?: number): void;
  /** Shows the step whole and large enough to be read, at once. */
  read(node: string): void;
  toCanvas(clientX: number, clientY: number): { x: number; y: number };
  /** The middle of what is seen, in the canvas's pixels. */
  middle(): { x: number; y: number };
  /** What of the canvas a fitted drawing may fill, in pixels. */
  room(): { width: number; height: number };
  /** A step's lower left corner, in pixels of the canvas element. */
  onScreen(node: string): { x: number; y: number };
}

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

const RUN_CHIP: Box = { x: 12, y: 12, width: 300, height: 32 };

/** Return the boxes that float over the canvas, or will once there is a run, in pixels of the canvas element. */
function floats(frame: HTMLElement): Box[] {
  const whole = frame.getBoundingClientRect();
  const found = [...frame.querySelectorAll(".float")].map((each) => each.getBoundingClientRect());
  const boxes = found.map(({ left, top, width, height }) => ({ x: left - whole.left, y: top - whole.top, width, height }));
  return [RUN_CHIP, ...boxes];
}

/** Return the viewport with the largest zoom that shows all steps and none under a floating box. */
function fitted(boxes: readonly Box[], frame: HTMLElement): Viewport {
  const { clientWidth: width, clientHeight: height } = frame;
  const [usual, ...others] = paddings(frame).map((room) => getViewportForBounds(bounds(boxes), width, height, MIN_ZOOM, 1, room));
  const taken = others.length > 0 ? floats(frame) : [];
  const free = ({ x, y, zoom }: Viewport): boolean => boxes.every((box) => taken.every((float) =>
    box.x * zoom + x > float.x + float.width + CLEAR || (box.x + box.width) * zoom + x < float.x - CLEAR
    || box.y * zoom + y > float.y + float.height + CLEAR || (box.y + box.height) * zoom + y < float.y - CLEAR));
  return others.reduce((best, other) => (other.zoom > best.zoom && free(other) ? other : best), usual as Viewport);
}

/** Return the boxes beside its steps in which a wire that runs back turns. */
function turnsOf(from: Box | undefined, into: Box | undefined): Box[] {
  if (!from || !into || into.x > from.x + from.width) return [];
  return [{ ...from, x: from.x + from.width, width: TURN }, { ...into, x: into.x - TURN, width: TURN }];
}

const CALM = 200;
const EDGE = 24;

/** Return how long a motion takes: 0 where the system asks for reduced motion. */
function motionMs(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : CALM;
}

export function useView(frame: RefObject<HTMLElement | null>): View {
  const flow = useReactFlow<StepNode, Wire>();
  const api = useStoreApi();
  const touched = useRef(false);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const view = useMemo<View>(() => {
    const size = (): DOMRect => frame.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 500);
    const at = (node: string): { left: number; top: number; right: number; bottom: number } | null => {
      const found = store.get().nodes.get(node);
      if (!found) return null;
      const [x, y, zoom] = api.getState().transform;
      const box = boxOf(found);
      return {
        left: box.x * zoom + x, top: box.y * zoom + y, right: (box.x + box.width) * zoom + x, bottom: (box.y + box.height) * zoom + y,
      };
    };
    // Not the library's fitView: that one waits for its next render, which may replace the padding asked for.
    const fit = (duration: number): void => {
      const { nodes, edges, draft } = store.get();
      const boxes = new Map([...nodes.values(), ...(draft?.adds ?? [])].map((step) => [step.id, boxOf(step)]));
      if (boxes.size === 0 || !frame.current?.clientHeight) return;
      touched.current = false;
      const turns = [...edges, ...(draft?.connects ?? [])].flatMap((edge) => turnsOf(boxes.get(edge.source), boxes.get(edge.target)));
      void flow.setViewport(fitted([...boxes.values(), ...turns], frame.current), { duration });
    };
    const view: View = {
      zoomIn: () => {
        touched.current = true;
        void flow.zoomIn({ duration: motionMs() });
      },
      zoomOut: () => {
        touched.current = true;
        void flow.zoomOut({ duration: motionMs() });
      },
      full: () => {
        touched.current = true;
        void flow.zoomTo(1, { duration: motionMs() });
      },
      fit: () => fit(motionMs()),
      refit: () => {
        if (!touched.current) fit(0);
      },
      touch: () => void (touched.current = true),
      reveal(node, duration = motionMs()) {
        const box = at(node);
        const { width, height } = size();
        if (!box || (box.left >= EDGE && box.top >= EDGE && box.right <= width - EDGE && box.bottom <= height - EDGE)) return;
        const { x, y, zoom } = flow.getViewport();
        touched.current = true;
        const push = (from: number, to: number, room: number): number =>
          from < EDGE ? EDGE - from : to > room - EDGE ? room - EDGE - to : 0;
        void flow.setViewport(
          { x: x + push(box.left, box.right, width), y: y + push(box.top, box.bottom, height), zoom }, { duration });
      },
      read(node) {
        const found = store.get().nodes.get(node);
        if (!found || detailAt(flow.getZoom()) === "full") return view.reveal(node, 0);
        const { x, y, width, height } = boxOf(found);
        touched.current = true;
        void flow.setCenter(x + width / 2, y + height / 2, { zoom: 1 });
      },
      toCanvas: (x, y) => flow.screenToFlowPosition({ x, y }),
      middle() {
        const rect = size();
        return flow.screenToFlowPosition({ x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 });
      },
      room() {
        const { width, height } = size();
        const { top, right, bottom, left } = frame.current === null ? ROOM.edit : paddings(frame.current)[0];
        return { width: width - parseInt(left) - parseInt(right), height: height - parseInt(top) - parseInt(bottom) };
      },
      onScreen(node) {
        const box = at(node);
        return box ? { x: box.left, y: box.bottom } : { x: EDGE, y: EDGE };
      },
    };
    return view;
  }, [flow, api, frame]);
  const drawn = useEditor((state) => state.nodes.size > 0 || state.draft !== null);
  // A dock that opens takes room: what was fitted is fitted again. The first steps are fitted too.
  useEffect(() => {
    if (drawn && width > 0 && height > 0) view.refit();
  }, [view, width, height, drawn]);
  useEffect(() => {
    current = view;
    return () => void (current = current === view ? null : current);
  }, [view]);
  return view;
}

let current: View | null = null;

/** The view of the canvas on the page, for parts outside it; null before it is drawn. */
export function viewNow(): View | null {
  return current;
}
