import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useMemo, type RefObject } from "react";
import { useEditor } from "../state";
import type { StepNode, Wire } from "./model";
import { FlowView, type View } from "./view";

export function useView(frame: RefObject<HTMLElement | null>): View {
  const flow = useReactFlow<StepNode, Wire>();
  const api = useStoreApi();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const view = useMemo<View>(() => new FlowView(frame, flow, () => api.getState().transform), [flow, api, frame]);
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
