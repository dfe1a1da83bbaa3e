// Messages that float over the canvas.
import type { UserError } from "../server/protocol";
import { store, type Toast } from "./editor";

const TOAST_MS = 6000;
const MOST = 4; // shown at once
let last = 0;

/** Show a message and return its number. An error stays until it is closed; the others go by themselves. */
export function toast(tone: Toast["tone"], text: string, error: UserError | null = null): number {
  const id = ++last;
  const others = store.get().toasts.filter((each) => each.text !== text);
  store.set({ toasts: [...others.slice(1 - MOST), { id, tone, text, error }] });
  if (tone !== "error") setTimeout(() => closeToast(id), TOAST_MS);
  return id;
}

export function fail(error: UserError): number {
  return toast("error", error.what, error);
}

export function closeToast(id: number): void {
  store.set({ toasts: store.get().toasts.filter((each) => each.id !== id) });
}
