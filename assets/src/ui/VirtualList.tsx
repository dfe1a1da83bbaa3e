// A list that draws only the rows in view. All rows have one height.

import { useEffect, useLayoutEffect, useRef, useState, type JSX, type ReactNode, type RefObject } from "react";

interface VirtualListProps {
  count: number;
  rowHeight: number;
  label: string;
  className?: string;
  head?: ReactNode; // stays at the top
  width?: string; // of the content, where it is wider than the scroller
  keep?: number | null; // a row that is scrolled into view when it changes
  role?: string;
  testid?: string;
  children: (row: number) => ReactNode;
}

const OVER = 6; // rows drawn above and below the view
const TALLEST = 15_000_000; // browsers stop at some 17 to 33 million pixels; beyond this the bar is scaled

export function VirtualList(props: VirtualListProps): JSX.Element {
  const { count, rowHeight, keep } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, measure] = useScroll(box);
  const whole = count * rowHeight;
  const height = Math.min(whole, TALLEST);
  const scale = height > 0 ? whole / height : 1;
  useKeepInView(box, view, keep === null || keep === undefined || keep < 0 ? null : (keep * rowHeight) / scale, rowHeight);
  const top = Math.min(view.top, Math.max(0, height - view.height)) * scale;
  const first = Math.max(0, Math.floor(top / rowHeight) - OVER);
  const last = Math.min(count, Math.ceil((top + view.height) / rowHeight) + OVER);
  // Where the first row stands in the (possibly scaled) scroll space, so that it moves with the view.
  const offset = view.top - (top - first * rowHeight);
  return (
    <div
      ref={box} className={`td-virtual ${props.className ?? ""}`} tabIndex={0} role={props.role ?? "region"} aria-label={props.label}
      aria-rowcount={props.role === "table" ? count : undefined} data-testid={props.testid} onScroll={measure}
    >
      {props.head}
      <div style={{ height, width: props.width, position: "relative", minWidth: "100%" }}>
        <div style={{ position: "absolute", left: 0, right: 0, top: 0, transform: `translateY(${scale === 1 ? first * rowHeight : offset}px)` }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, index) => props.children(first + index))}
        </div>
      </div>
    </div>
  );
}

interface Scroll {
  top: number;
  height: number;
}

/** The scroll position and height of an element, and how to measure them again. */
function useScroll(box: RefObject<HTMLDivElement | null>): [Scroll, () => void] {
  const [view, setView] = useState<Scroll>({ top: 0, height: 400 });
  const measure = (): void => {
    const at = box.current;
    if (at) setView((before) => (before.top === at.scrollTop && before.height === at.clientHeight ? before : { top: at.scrollTop, height: at.clientHeight }));
  };
  useLayoutEffect(measure, []);
  useEffect(() => {
    const at = box.current;
    if (!at) return;
    const watch = new ResizeObserver(measure);
    watch.observe(at);
    return () => watch.disconnect();
  }, []);
  return [view, measure];
}

/** Scrolls a row into view when its `top` changes. Once per frame: in a live run the row changes more often than that. */
function useKeepInView(box: RefObject<HTMLDivElement | null>, view: Scroll, top: number | null, rowHeight: number): void {
  const seen = useRef(view); // the page is not asked: that would lay it out again
  seen.current = view;
  useEffect(() => {
    if (top === null) return;
    const frame = requestAnimationFrame(() => {
      const shown = seen.current;
      if (!box.current || (top >= shown.top && top + rowHeight <= shown.top + shown.height)) return;
      box.current.scrollTop = top < shown.top ? top : top + rowHeight - shown.height;
    });
    return () => cancelAnimationFrame(frame);
  }, [top, rowHeight]);
}
