// The bars of the step list and of the scrubber: attempts and waits on one time axis.

import { unreachable } from "../document/unreachable";
import type { Tone } from "../server/labels";
import type { EventView, StepView } from "../server/protocol";
import { barEvent, type BarEvent } from "./events";
import { stepLabel } from "./status";
import { stepKey, type StepKey } from "./stepKey";

export type BarTone = "ok" | "running" | "failed" | "waiting" | "retry" | "cancelled";

/** The bar of a step's tone; null: none is drawn. */
const BAR_TONES: Readonly<Record<Tone, BarTone | null>> = {
  queued: null, running: "running", waiting: "waiting", retrying: "retry", ok: "ok", failed: "failed", skipped: null, cancelled: "cancelled",
};

export interface Bar {
  from: number; // epoch seconds
  to: number;
  tone: BarTone;
  held: boolean; // a wait, drawn hatched
  attempt: number;
}

export interface Axis {
  from: number;
  to: number; // never equal to `from`
}

/** The axis of a run: from its first step to its last, or to `now` while it goes on. */
export function axisOf(steps: readonly StepView[], from: number | null, end: number | null, now: number): Axis {
  const starts = steps.flatMap((step) => (step.first_started_at === null ? [] : [step.first_started_at]));
  const first = Math.min(...(from === null ? [] : [from]), ...starts, now);
  const last = end ?? Math.max(now, ...steps.flatMap((step) => (step.finished_at === null ? [] : [step.finished_at])));
  return { from: first, to: Math.max(last, first + 0.001) };
}

/** A step's bars from what a live view holds: the attempts before the current one and their waits are one hatched bar. */
export function stepBars(step: StepView, now: number): Bar[] {
  const tone = BAR_TONES[stepLabel(step).tone];
  const first = step.first_started_at;
  if (tone === null || first === null) return [];
  const from = step.started_at ?? first;
  const earlier: Bar[] = step.attempt > 1 && from > first
    ? [{ from: first, to: from, tone: "retry", held: true, attempt: step.attempt - 1 }] : [];
  return [...earlier, ...currentBars(step, tone, from, now)];
}

/** The bars of the current attempt, which began at `from`, and of the wait after it. */
function currentBars(step: StepView, tone: BarTone, from: number, now: number): Bar[] {
  const { attempt, duration_ms: took, finished_at: finished } = step;
  const until = (to: number): Bar => ({ from, to: Math.max(to, from), tone, held: false, attempt });
  const ended = took === null ? from : Math.min(now, from + took / 1000);
  const wait: Bar = { from: ended, to: Math.max(ended, now), tone, held: true, attempt };
  switch (tone) {
    case "running": return [until(finished ?? now)];
    case "retry": return [{ from, to: ended, tone: "failed", held: false, attempt }, wait];
    case "waiting": return [wait];
    case "ok": case "failed": case "cancelled": return [until(finished ?? from)];
    default: return unreachable(tone);
  }
}

/** Where a bar stands, in percent of the axis; never thinner than can be seen. */
export function place(bar: Bar, axis: Axis, thinnest = 1.5): { left: number; width: number } {
  const span = axis.to - axis.from;
  const percent = (at: number): number => Math.min(100, Math.max(0, ((at - axis.from) / span) * 100));
  const width = Math.max(thinnest, percent(bar.to) - percent(bar.from));
  return { left: Math.min(percent(bar.from), 100 - width), width };
}

/** The bars of every step from the run's events: each attempt by itself, the waits between them hatched. */
export function eventBars(events: readonly EventView[], end: number): Map<StepKey, Bar[]> {
  const bars = new Map<StepKey, Bar[]>();
  const open = new Map<StepKey, Bar>();
  const used = new Map<StepKey, number>(); // attempts used up; a lost worker uses up none
  for (const event of events) {
    const { node, path, at } = event;
    const what = barEvent(event);
    if (node === null || what === null) continue;
    const key = stepKey(node, path);
    const running = open.get(key);
    if (running) {
      running.to = at;
      if (!running.held) running.tone = toneAfter(what, running.tone);
      open.delete(key);
    }
    const attempts = used.get(key) ?? 0;
    if (what === "retry") used.set(key, attempts + 1);
    if (what === "failed" || what === "cancelled") used.delete(key); // a resumed step counts anew
    if (what !== "start" && what !== "retry" && what !== "waiting") continue;
    const held = what !== "start";
    const bar: Bar = { from: at, to: end, held, attempt: attempts + 1, tone: held ? what : "running" };
    open.set(key, bar);
    bars.set(key, [...(bars.get(key) ?? []), bar]);
  }
  return bars;
}

/** The tone of an attempt's bar once an event has ended it. */
function toneAfter(event: BarEvent, before: BarTone): BarTone {
  switch (event) {
    case "start": case "resumed": return before;
    case "retry": case "lost": return "failed";
    case "waiting": return "ok";
    case "ok": case "failed": case "cancelled": return event;
    default: return unreachable(event);
  }
}
