// Sends what is typed but not sent yet when the page is left or its tab is hidden.
import { editQueue } from "./edits";

export function flushOnLeave(): () => void {
  const hidden = (): void => {
    if (document.visibilityState === "hidden") editQueue.flush();
  };
  // A name is kept when its field is left; leaving the page leaves the field.
  const gone = (): void => {
    const active = document.activeElement;
    if (active instanceof HTMLElement && active.closest(".treadle") !== null) active.blur();
    editQueue.flush();
  };
  document.addEventListener("visibilitychange", hidden);
  window.addEventListener("pagehide", gone);
  return () => {
    document.removeEventListener("visibilitychange", hidden);
    window.removeEventListener("pagehide", gone);
  };
}
