import { useCallback, type KeyboardEvent, type RefObject } from "react";
import { edgeId } from "../document/edges";
import { GRID } from "../document/geometry";
import { numbersOf } from "../document/order";
import { hasFailed } from "../runs/status";
import { stepKey } from "../runs/stepKey";
import { actions, emptySelection, store } from "../state";
import { setCanvasUi } from "./canvasUi";
import { duplicate, removeSelection } from "./useClipboard";
import type { View } from "./view";
import { walk, type Way } from "./walk";

const ways: Record<string, Way> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
const steps: Record<Way, [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
const FAR = 5;

/** The keys of the canvas; they act only while it has the keyboard. */
export function useKeys(frame: RefObject<HTMLElement | null>, view: View) {
  return useCallback((event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    const way = ways[event.key];
    const done = way !== undefined ? arrow(way, event, view)
      : event.ctrlKey || event.metaKey ? withControl(event) : !event.altKey && !(event.key === "Enter" && event.repeat) && single(event.key, view, frame);
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  }, [frame, view]);
}

function arrow(way: Way, event: KeyboardEvent, view: View): boolean {
  const { selected, selection, nodes, edges, mode } = store.get();
  if (event.ctrlKey || event.metaKey) return false;
  if (event.altKey) {
    if (mode !== "edit" || selection.nodes.size === 0) return false;
    const [dx, dy] = steps[way];
    const size = GRID * (event.shiftKey ? FAR : 1);
    actions.nudge([...selection.nodes], dx * size, dy * size);
    return true;
  }
  const [first] = numbersOf(nodes, edges).keys();
  focusStep(selected === null ? first ?? null : walk(selected, way, nodes, edges), view);
  return true;
}

function focusStep(node: string | null, view: View): void {
  if (node === null) return;
  actions.select(node);
  view.reveal(node);
}

function withControl(event: KeyboardEvent): boolean {
  const { mode, nodes, edges } = store.get();
  const key = event.key.toLowerCase();
  if (key === "a") {
    actions.setSelection({ nodes: new Set(nodes.keys()), edges: new Set(edges.map(edgeId)) }, null);
    return true;
  }
  if (mode !== "edit") return false;
  if (key === "d") duplicate();
  else return false;
  return true;
}

function single(key: string, view: View, frame: RefObject<HTMLElement | null>): boolean {
  switch (key) {
    case "1": view.fit(); return true;
    case "0": view.full(); return true;
    case "+": case "=": view.zoomIn(); return true;
    case "-": view.zoomOut(); return true;
    case "?": setCanvasUi({ keys: true }); return true;
    case "Enter": return toParameters(frame);
    case "Escape":
      actions.setSelection(emptySelection, null);
      return true;
    case "]": case "[": focusStep(neighbour(key === "]" ? 1 : -1), view); return true;
    case "e": case "E": focusStep(nextFailed(), view); return true;
    default: return store.get().mode === "edit" && editing(key, view);
  }
}

function editing(key: string, view: View): boolean {
  const { selected } = store.get();
  switch (key) {
    case "Delete": case "Backspace": removeSelection(); return true;
    case "F2":
      if (selected === null) return true;
      view.read(selected); // its name is a field only where it can be read
      setCanvasUi({ renaming: selected });
      return true;
    case "c": case "C":
      if (selected !== null) setCanvasUi({ picking: { what: "connect", at: view.onScreen(selected), from: selected } });
      return true;
    default: return false;
  }
}

function toParameters(frame: RefObject<HTMLElement | null>): boolean {
  if (store.get().mode !== "edit" || store.get().selected === null) return false;
  actions.setPanel("open");
  requestAnimationFrame(() => {
    const panel = frame.current?.closest(".treadle")?.querySelector("[data-region=panel]");
    const first = panel?.querySelector<HTMLElement>(
      "[role=tabpanel] :is(input, textarea, select, button, [contenteditable]), input, textarea, select");
    (first ?? panel?.querySelector<HTMLElement>("button"))?.focus();
  });
  return true;
}

function neighbour(by: number): string | null {
  const { nodes, edges, selected } = store.get();
  const order = [...numbersOf(nodes, edges).keys()];
  const at = selected === null ? (by > 0 ? -1 : 0) : order.indexOf(selected);
  return order[(at + by + order.length) % order.length] ?? null;
}

function nextFailed(): string | null {
  const { nodes, edges, selected, steps: now } = store.get();
  const failed = [...numbersOf(nodes, edges).keys()].filter((id) => {
    const step = now.get(stepKey(id, ""));
    return step !== undefined && hasFailed(step);
  });
  const at = selected === null ? -1 : failed.indexOf(selected);
  return failed[(at + 1) % failed.length] ?? null;
}

