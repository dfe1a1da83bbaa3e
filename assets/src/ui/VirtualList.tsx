// A list that draws only the rows in view. All rows have one height.

import { useEffect, useLayoutEffect, useRef, useState, type JSX, type ReactNode } from "react";

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
  const [view, setView] = useState({ top: 0, height: 400 });
  const whole = count * rowHeight;
  const height = Math.min(whole, TALLEST);
  const scale = height > 0 ? whole / height : 1;
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
  // Once per frame and without asking the page where it is: in a live run the row changes more often than it is drawn.
  const seen = useRef(view);
  seen.current = view;
  useEffect(() => {
    if (keep === null || keep === undefined || keep < 0) return;
    const frame = requestAnimationFrame(() => {
      const top = (keep * rowHeight) / scale;
      const shown = seen.current;
      if (!box.current || (top >= shown.top && top + rowHeight <= shown.top + shown.height)) return;
      box.current.scrollTop = top < shown.top ? top : top + rowHeight - shown.height;
    });
    return () => cancelAnimationFrame(frame);
  }, [keep, rowHeight, scale]);
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
