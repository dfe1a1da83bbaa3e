// The canvas's own state, which is not part of the document: a name being typed, an open list, the level of detail.
import { createContext } from "react";
import type { WireEnd } from "../document/gestures";
import { createStore, useStore } from "../state/cells";
import type { Detail } from "./detail";

export type Picking =
  | { what: "add"; at: { x: number; y: number }; place: { x: number; y: number }; wire: WireEnd | null }
  | { what: "connect"; at: { x: number; y: number }; from: string };

interface CanvasUi {
  renaming: string | null;
  picking: Picking | null; // `at` in pixels of the canvas element, `place` in the canvas's own
  keys: boolean; // the sheet of keys is open
}

const canvasUi = createStore<CanvasUi>({ renaming: null, picking: null, keys: false });

export const setCanvasUi = (change: Partial<CanvasUi>): void => canvasUi.set(change);
export function useCanvasUi<T>(selector: (state: CanvasUi) => T): T {
  return useStore(canvasUi, selector);
}

export const DetailContext = createContext<Detail>("full");

/** The zoom that texts are sized for: textZoom(). */
export const ZoomContext = createContext(1);

/** Puts the keyboard back on the canvas. */
export function focusCanvas(): void {
  document.querySelector<HTMLElement>("[data-testid=canvas]")?.focus({ preventScroll: true });
}
