// Where the scrubber draws: the lane of each bar, the ticks, the event nearest to a moment.

import type { Bar } from "../runs/bars";
import type { StepKey } from "../runs/stepKey";
import type { EventView } from "../server/protocol";

export interface Placed {
  step: StepKey;
  lane: number;
  bars: Bar[];
}

/** Put each step's bars in the first lane that is free by then. */
export function packLanes(bars: ReadonlyMap<StepKey, Bar[]>): { placed: Placed[]; lanes: number } {
  const spans = [...bars].map(([step, list]) => ({
    step, bars: list, from: Math.min(...list.map((bar) => bar.from)), to: Math.max(...list.map((bar) => bar.to)),
  }));
  spans.sort((a, b) => a.from - b.from || b.to - a.to);
  const ends: number[] = [];
  const placed = spans.map(({ step, bars: list, from, to }) => {
    const free = ends.findIndex((end) => end <= from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = to;
    return { step, lane, bars: list };
  });
  return { placed, lanes: ends.length };
}

export const PAD = 20; // px left and right of the axis

export interface TimeScale {
  start: number; // epoch seconds
  end: number;
  width: number; // px
  x: (at: number) => number;
  at: (x: number) => number;
}

/** Return the scale between moments and pixels; `end` is after `start`. */
export function timeScale(start: number, end: number, width: number): TimeScale {
  const span = Math.max(1, width - 2 * PAD);
  return {
    start, end, width, x: (at) => PAD + ((at - start) / (end - start)) * span, at: (x) => start + ((x - PAD) / span) * (end - start),
  };
}

const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400];

/** Seconds from the start at which a tick stands: round ones, at most `most` of them. */
export function ticks(seconds: number, most: number): number[] {
  const step = STEPS.find((size) => seconds / size <= most) ?? Math.ceil(seconds / most / 86_400) * 86_400;
  return Array.from({ length: Math.floor(seconds / step + 1e-9) + 1 }, (_, index) => index * step);
}

/** "0.5 s", "20 ms", "3 min": as exact as the distance between ticks needs. */
export function tickText(at: number, step: number): string {
  if (step < 0.1) return `${Math.round(at * 1000)} ms`;
  if (step < 60) return step < 1 ? `${at.toFixed(1)} s` : `${Math.round(at)} s`;
  return step < 3600 ? `${Math.round(at / 60)} min` : `${Math.round(at / 3600)} h`;
}

/** The number (1-based place) of the event nearest in time; of several at one time the last. */
export function nearest(events: readonly EventView[], at: number): number {
  let best = 0;
  for (let index = 1; index < events.length; index++) {
    if (Math.abs((events[index]?.at ?? 0) - at) <= Math.abs((events[best]?.at ?? 0) - at)) best = index;
  }
  return best + 1;
}

/** How long playback stays at an event, in ms: the real gap, within bounds that can be followed. */
export function playbackDelay(events: readonly EventView[], place: number): number {
  const gap = ((events[place]?.at ?? 0) - (events[place - 1]?.at ?? 0)) * 1000;
  return Math.min(900, Math.max(120, gap));
}
