// Keeps the caret in place when the value of a field changes while it is edited: by undo, or from another tab.

import { useLayoutEffect, useRef, type RefObject } from "react";

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** Where a place in a text is after the text was changed: in what stayed it moves along, in what was replaced it goes to its end. */
export function placeAfter(before: string, after: string, at: number): number {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  if (at <= head) return at;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return Math.min(at, before.length - tail) === at ? Math.min(at, after.length - tail) : at + after.length - before.length;
}

/** Keeps the selection of the field where it is when its value changes under it; React's own change puts it at the end. */
export function useStableCaret<E extends TextField>(value: string): RefObject<E | null> {
  const field = useRef<E>(null);
  const element = field.current;
  const shaken = element !== null && element === document.activeElement && element.value !== value
    ? { before: element.value, start: element.selectionStart ?? 0, end: element.selectionEnd ?? 0 } : null;
  useLayoutEffect(() => {
    if (shaken === null || element === null) return;
    element.setSelectionRange(placeAfter(shaken.before, value, shaken.start), placeAfter(shaken.before, value, shaken.end));
  });
  return field;
}
