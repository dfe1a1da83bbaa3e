import { useEffect } from "react";
import { focusCanvas, setCanvasUi } from "../flow/canvasUi";
import { viewNow } from "../flow/useView";
import { isLive } from "../runs/status";
import { actions, store } from "../state";

/** Keys that act wherever the keyboard is: run, stop, and the way back to the canvas. */
export function useGlobalKeys(): void {
  useEffect(() => {
    const act = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !handled(event)) return;
      event.preventDefault();
    };
    window.addEventListener("keydown", act);
    return () => window.removeEventListener("keydown", act);
  }, []);
}

function handled(event: KeyboardEvent): boolean {
  const { mode, run } = store.get();
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key === "Enter") {
    if (mode !== "edit") return false;
    if (event.repeat) return true; // held down it starts one run
    leaveField();
    actions.start();
    return true;
  }
  if (control && event.key === ".") {
    if (isLive(run?.status)) actions.cancel();
    return true;
  }
  // Not in a field: there the browser undoes what was typed.
  if (control && mode === "edit" && "zy".includes(event.key.toLowerCase()) && !isTyping(event.target)) {
    if (event.key.toLowerCase() === "y" || event.shiftKey) actions.redo();
    else actions.undo();
    return true;
  }
  const inside = event.target instanceof Element && event.target.closest(".treadle") !== null;
  if (event.key === "Escape" && inside) {
    focusCanvas();
    return true;
  }
  if (event.key !== "/" || control || event.altKey || isTyping(event.target)) return false;
  const search = document.querySelector<HTMLElement>("[data-testid=palette-search]");
  if (search === null) return false;
  if (search.offsetParent !== null) search.focus();
  else pickInTheMiddle();
  return true;
}

/** Where the page is too narrow for the palette, the list of steps opens over the canvas. */
function pickInTheMiddle(): void {
  const place = viewNow()?.middle();
  if (place) setCanvasUi({ picking: { what: "add", at: { x: 8, y: 8 }, place, wire: null } });
}

/** A field keeps what was typed when it is left; a run started from it must have that. */
function leaveField(): void {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !isTyping(active)) return;
  active.blur();
  active.focus({ preventScroll: true });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}
