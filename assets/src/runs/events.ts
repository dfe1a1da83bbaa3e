// The types of engine/events.py. A type this page does not know is passed over: an older page may watch a newer run.

type EventType =
  | "run_started" | "run_cancel_requested" | "run_resumed" | "run_succeeded" | "run_failed" | "run_cancelled"
  | "step_ready" | "step_started" | "step_succeeded" | "step_deferred" | "step_elapsed" | "step_retry_scheduled"
  | "step_failed" | "step_lost" | "step_skipped" | "step_cancelled";

/** How an event changes the bars of its step. */
export type BarEvent = "start" | "retry" | "waiting" | "ok" | "failed" | "lost" | "cancelled";

/** The events that begin or end a bar; null for those that do neither. */
export const BAR_EVENTS: Readonly<Record<EventType, BarEvent | null>> = {
  run_started: null, run_cancel_requested: null, run_resumed: null, run_succeeded: null, run_failed: null, run_cancelled: null,
  step_ready: null, step_started: "start", step_succeeded: "ok", step_deferred: "waiting", step_elapsed: "ok",
  step_retry_scheduled: "retry", step_failed: "failed", step_lost: "lost", step_skipped: null, step_cancelled: "cancelled",
};

export function barEvent(type: string): BarEvent | null {
  return isEventType(type) ? BAR_EVENTS[type] : null;
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(BAR_EVENTS, type);
}
