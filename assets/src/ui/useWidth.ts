import { useLayoutEffect, useRef, useState, type RefObject } from "react";

/** The width of an element, measured as it changes. */
export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const at = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(480);
  useLayoutEffect(() => {
    const element = at.current;
    if (!element) return;
    const measure = (): void => setWidth(element.clientWidth);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [at, width];
}
