// The bars of the step list and of the scrubber: attempts and waits on one time axis.

import type { EventView, StepStatus, StepView } from "../server/protocol";

export type Tone = "ok" | "running" | "failed" | "waiting" | "retry" | "cancelled";

export interface Bar {
  from: number; // epoch seconds
  to: number;
  tone: Tone;
  held: boolean; // a wait, drawn hatched
  attempt: number;
}

export interface Axis {
  from: number;
  to: number; // never equal to `from`
}

export const TONES: Record<StepStatus, Tone | null> = {
  pending: null, ready: null, running: "running", waiting: "waiting", retrying: "retry",
  succeeded: "ok", failed: "failed", skipped: null, cancelled: "cancelled",
};

/** The axis of a run: from its first step to its last, or to `now` while it goes on. */
export function axisOf(steps: readonly StepView[], from: number | null, end: number | null, now: number): Axis {
  const starts = steps.flatMap((step) => (step.first_started_at === null ? [] : [step.first_started_at]));
  const first = Math.min(...(from === null ? [] : [from]), ...starts, now);
  const last = end ?? Math.max(now, ...steps.flatMap((step) => (step.finished_at === null ? [] : [step.finished_at])));
  return { from: first, to: Math.max(last, first + 0.001) };
}

/** A step's bars from what a live view holds: the attempts before the current one and their waits are one hatched bar. */
export function stepBars(step: StepView, now: number): Bar[] {
  const tone = TONES[step.status];
  const first = step.first_started_at;
  if (tone === null || first === null) return [];
  const current = step.started_at ?? first;
  const bars: Bar[] = [];
  if (step.attempt > 1 && current > first) {
    bars.push({ from: first, to: current, tone: "retry", held: true, attempt: step.attempt - 1 });
  }
  if (step.status === "retrying" || step.status === "waiting") {
    const ended = step.duration_ms === null ? current : Math.min(now, current + step.duration_ms / 1000);
    if (step.status === "retrying") {
      bars.push({ from: current, to: ended, tone: "failed", held: false, attempt: step.attempt });
    }
    bars.push({ from: ended, to: Math.max(ended, now), tone, held: true, attempt: step.attempt });
    return bars;
  }
  const to = step.finished_at ?? (step.status === "running" ? now : current);
  bars.push({ from: current, to: Math.max(to, current), tone, held: false, attempt: step.attempt });
  return bars;
}

/** Where a bar stands, in percent of the axis; never thinner than can be seen. */
export function place(bar: Bar, axis: Axis, thinnest = 1.5): { left: number; width: number } {
  const span = axis.to - axis.from;
  const percent = (at: number): number => Math.min(100, Math.max(0, ((at - axis.from) / span) * 100));
  const width = Math.max(thinnest, percent(bar.to) - percent(bar.from));
  return { left: Math.min(percent(bar.from), 100 - width), width };
}

type Turn = "start" | "retry" | "waiting" | "ok" | "failed" | "lost" | "cancelled";

// The events of engine/events.py that begin or end a bar.
const TURNS: Record<string, Turn> = {
  step_started: "start", step_retry_scheduled: "retry", step_deferred: "waiting", step_succeeded: "ok",
  step_elapsed: "ok", step_failed: "failed", step_lost: "lost", step_cancelled: "cancelled",
};

/** The bars of every node from the run's events: each attempt by itself, the waits between them hatched. */
export function eventBars(events: readonly EventView[], end: number): Map<string, Bar[]> {
  const bars = new Map<string, Bar[]>();
  const open = new Map<string, Bar>();
  const used = new Map<string, number>(); // attempts used up; a lost worker uses up none
  for (const event of events) {
    const turn = TURNS[event.type];
    if (event.node === null || turn === undefined) continue;
    const running = open.get(event.node);
    if (running) {
      running.to = event.at;
      if (!running.held) running.tone = toneAfter(turn, running.tone);
      open.delete(event.node);
    }
    const attempts = used.get(event.node) ?? 0;
    if (turn === "retry") used.set(event.node, attempts + 1);
    if (turn === "failed" || turn === "cancelled") used.delete(event.node); // a resumed step counts anew
    if (turn !== "start" && turn !== "retry" && turn !== "waiting") continue;
    const held = turn !== "start";
    const bar: Bar = { from: event.at, to: end, held, attempt: attempts + 1, tone: held ? turn : "running" };
    open.set(event.node, bar);
    bars.set(event.node, [...(bars.get(event.node) ?? []), bar]);
  }
  return bars;
}

function toneAfter(turn: Turn, before: Tone): Tone {
  if (turn === "start") return before;
  if (turn === "retry" || turn === "lost") return "failed";
  return turn === "waiting" ? "ok" : turn;
}
