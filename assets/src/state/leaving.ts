// What is typed and not sent yet is neither lost with the page nor with a tab that goes to the back.
import { flush } from "./edits";

export function watchLeaving(): () => void {
  const hidden = (): void => {
    if (document.visibilityState === "hidden") flush();
  };
  // A name is kept when its field is left; leaving the page leaves the field.
  const gone = (): void => {
    const active = document.activeElement;
    if (active instanceof HTMLElement && active.closest(".treadle") !== null) active.blur();
    flush();
  };
  document.addEventListener("visibilitychange", hidden);
  window.addEventListener("pagehide", gone);
  return () => {
    document.removeEventListener("visibilitychange", hidden);
    window.removeEventListener("pagehide", gone);
  };
}
