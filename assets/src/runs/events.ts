// What events mean for the bars of steps. A type this page does not know is passed over: an older page may watch a newer run.
import type { EventView, RetryView, TimerView } from "../server/protocol";

/** How an event changes the bars of its step. */
export type BarEvent = "start" | "retry" | "waiting" | "resumed" | "ok" | "failed" | "lost" | "cancelled";

/** The events that begin or end a bar; null for those that do neither. */
const BAR_EVENTS: Readonly<Record<EventView["type"], BarEvent | null>> = {
  run_started: null, run_cancel_requested: null, run_resumed: null, run_succeeded: null, run_failed: null, run_cancelled: null,
  step_ready: null, step_started: "start", step_succeeded: "ok", step_suspended: "waiting", step_resumed: "resumed",
  step_failed: "failed", step_reclaimed: "lost", step_skipped: null, step_cancelled: "cancelled",
};

/** What a suspended step's bar becomes, by what it waits for. */
const SUSPENSIONS: Readonly<Record<(TimerView | RetryView)["for"], BarEvent>> = { timer: "waiting", retry: "retry" };

export function barEvent({ type, wait }: Pick<EventView, "type" | "wait">): BarEvent | null {
  if (!Object.hasOwn(BAR_EVENTS, type)) return null;
  return type === "step_suspended" && wait !== undefined ? SUSPENSIONS[wait.for] : BAR_EVENTS[type];
}
