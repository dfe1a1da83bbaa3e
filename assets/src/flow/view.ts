// What the canvas shows: zooming, fitting, and bringing a step into view.
import type { ReactFlowInstance, ReactFlowState } from "@xyflow/react";
import type { RefObject } from "react";
import { boxOf } from "../document/geometry";
import { store } from "../state";
import { detailAt } from "./detail";
import { fitted, freeRoom, turnsOf } from "./fitting";
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
  /** The middle of what is seen, in the canvas's pixels. */
  middle(): { x: number; y: number };
  /** What of the canvas a fitted drawing may fill, in pixels. */
  room(): { width: number; height: number };
  /** A step's lower left corner, in pixels of the canvas element. */
  onScreen(node: string): { x: number; y: number };
}

const MOTION_MS = 200;
const EDGE = 24; // px that a step keeps from the edge of the canvas

/** Return how long a motion takes: 0 where the system asks for reduced motion. */
function motionMs(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : MOTION_MS;
}

interface Corners {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export class FlowView implements View {
  private touched = false; // moved by hand since it was fitted

  constructor(
    private readonly frame: RefObject<HTMLElement | null>,
    private readonly flow: ReactFlowInstance<StepNode, Wire>,
    private readonly transform: () => ReactFlowState["transform"],
  ) {}

  zoomIn = (): void => {
    this.touched = true;
    void this.flow.zoomIn({ duration: motionMs() });
  };

  zoomOut = (): void => {
    this.touched = true;
    void this.flow.zoomOut({ duration: motionMs() });
  };

  full = (): void => {
    this.touched = true;
    void this.flow.zoomTo(1, { duration: motionMs() });
  };

  fit = (): void => this.fitIn(motionMs());

  refit = (): void => {
    if (!this.touched) this.fitIn(0);
  };

  touch = (): void => void (this.touched = true);

  reveal(node: string, duration = motionMs()): void {
    const box = this.corners(node);
    const { width, height } = this.size();
    if (!box || (box.left >= EDGE && box.top >= EDGE && box.right <= width - EDGE && box.bottom <= height - EDGE)) return;
    const { x, y, zoom } = this.flow.getViewport();
    this.touched = true;
    const push = (from: number, to: number, room: number): number =>
      from < EDGE ? EDGE - from : to > room - EDGE ? room - EDGE - to : 0;
    void this.flow.setViewport(
      { x: x + push(box.left, box.right, width), y: y + push(box.top, box.bottom, height), zoom }, { duration });
  }

  read(node: string): void {
    const found = store.get().nodes.get(node);
    if (!found || detailAt(this.flow.getZoom()) === "full") return this.reveal(node, 0);
    const { x, y, width, height } = boxOf(found);
    this.touched = true;
    void this.flow.setCenter(x + width / 2, y + height / 2, { zoom: 1 });
  }

  middle(): { x: number; y: number } {
    const rect = this.size();
    return this.flow.screenToFlowPosition({ x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 });
  }

  room = (): { width: number; height: number } => freeRoom(this.frame.current, this.size());

  onScreen(node: string): { x: number; y: number } {
    const box = this.corners(node);
    return box ? { x: box.left, y: box.bottom } : { x: EDGE, y: EDGE };
  }

  private size(): DOMRect {
    return this.frame.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 500);
  }

  /** Return a step's corners in pixels of the canvas element. */
  private corners(node: string): Corners | null {
    const found = store.get().nodes.get(node);
    if (!found) return null;
    const [x, y, zoom] = this.transform();
    const box = boxOf(found);
    return {
      left: box.x * zoom + x, top: box.y * zoom + y, right: (box.x + box.width) * zoom + x, bottom: (box.y + box.height) * zoom + y,
    };
  }

  /** Fit the drawing. React Flow's fitView waits for its next render, which may replace the padding asked for. */
  private fitIn(duration: number): void {
    const { nodes, edges, draft } = store.get();
    const frame = this.frame.current;
    const boxes = new Map([...nodes.values(), ...(draft?.adds ?? [])].map((step) => [step.id, boxOf(step)]));
    if (boxes.size === 0 || !frame?.clientHeight) return;
    this.touched = false;
    const turns = [...edges, ...(draft?.connects ?? [])].flatMap((edge) => turnsOf(boxes.get(edge.source), boxes.get(edge.target)));
    void this.flow.setViewport(fitted([...boxes.values(), ...turns], frame), { duration });
  }
}
