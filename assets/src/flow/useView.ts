import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useMemo, useRef, type RefObject } from "react";
import { store } from "../store";
import { boxOf } from "./geometry";
import type { StepNode, Wire } from "./model";

export interface View {
  zoomIn(): void;
  zoomOut(): void;
  full(): void;
  fit(): void;
  /** The user moved the canvas: from now on it stays where it is put, until it is fitted again. */
  touch(): void;
  /** Moves the canvas when the step is not fully on it. */
  reveal(node: string): void;
  toCanvas(clientX: number, clientY: number): { x: number; y: number };
  /** The middle of what is seen, in the canvas's pixels. */
  middle(): { x: number; y: number };
  /** A step's lower left corner, in pixels of the canvas element. */
  onScreen(node: string): { x: number; y: number };
}

// Room for what floats over the canvas: chips above, zoom below; a run's history; the describe box and the review bar.
const ROOM = {
  edit: { top: "64px", right: "40px", bottom: "56px", left: "40px" },
  run: { top: "56px", right: "48px", bottom: "120px", left: "48px" },
  draft: { top: "196px", right: "40px", bottom: "124px", left: "40px" },
} as const;
const TALL = 420; // px; a lower canvas has no room to spare

export function fitting(height: number): { maxZoom: number; padding: (typeof ROOM)[keyof typeof ROOM] } {
  const { mode, draft } = store.get();
  return { maxZoom: 1, padding: ROOM[draft !== null && height >= TALL ? "draft" : mode] };
}

const CALM = 200;
const EDGE = 24;

/** Motion takes no time where the system asks for less of it. */
function calm(): number {
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
    return {
      zoomIn: () => {
        touched.current = true;
        void flow.zoomIn({ duration: calm() });
      },
      zoomOut: () => {
        touched.current = true;
        void flow.zoomOut({ duration: calm() });
      },
      full: () => {
        touched.current = true;
        void flow.zoomTo(1, { duration: calm() });
      },
      fit: () => {
        touched.current = false;
        void flow.fitView({ ...fitting(size().height), duration: calm() });
      },
      touch: () => void (touched.current = true),
      reveal(node) {
        const box = at(node);
        const { width, height } = size();
        if (!box || (box.left >= EDGE && box.top >= EDGE && box.right <= width - EDGE && box.bottom <= height - EDGE)) return;
        const { x, y, zoom } = flow.getViewport();
        touched.current = true;
        const push = (from: number, to: number, room: number): number =>
          from < EDGE ? EDGE - from : to > room - EDGE ? room - EDGE - to : 0;
        void flow.setViewport(
          { x: x + push(box.left, box.right, width), y: y + push(box.top, box.bottom, height), zoom }, { duration: calm() });
      },
      toCanvas: (x, y) => flow.screenToFlowPosition({ x, y }),
      middle() {
        const rect = size();
        return flow.screenToFlowPosition({ x: rect.left + rect.width / 2, y: rect.top + rect.height / 2 });
      },
      onScreen(node) {
        const box = at(node);
        return box ? { x: box.left, y: box.bottom } : { x: EDGE, y: EDGE };
      },
    };
  }, [flow, api, frame]);
  // A dock that opens takes room: what was fitted is fitted again.
  useEffect(() => {
    const { nodes, draft } = store.get();
    if (!touched.current && width > 0 && (nodes.size > 0 || draft !== null)) void flow.fitView(fitting(height));
  }, [flow, width, height]);
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
