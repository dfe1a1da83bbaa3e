import { describe, expect, it } from "vitest";
import type { Bar } from "../runs/bars";
import { stepKey, type StepKey } from "../runs/stepKey";
import type { EventView } from "../server/protocol";
import { nearest, packLanes, playbackDelay, ticks, tickText } from "./timeline";

const bar = (from: number, to: number): Bar => ({ from, to, tone: "ok", held: false, attempt: 1 });
const barsOf = (bars: Record<string, Bar[]>): Map<StepKey, Bar[]> => new Map(Object.entries(bars).map(([node, list]) => [stepKey(node, ""), list]));
const events = [0, 1, 1, 4].map((at, index): EventView => ({ seq: index + 1, at, type: "step_ready", node: null, path: "", text: "" }));

describe("lanes", () => {
  it("puts what overlaps apart and what follows together", () => {
    const { placed, lanes } = packLanes(barsOf({ a: [bar(0, 2)], b: [bar(1, 3)], c: [bar(2, 4)] }));
    expect(lanes).toBe(2);
    expect(Object.fromEntries(placed.map((one) => [one.step, one.lane]))).toEqual({ a: 0, b: 1, c: 0 });
  });
  it("keeps the attempts of a step in one lane", () => {
    const { placed } = packLanes(barsOf({ a: [bar(0, 1), bar(3, 4)], b: [bar(1, 2)] }));
    expect(placed.find((one) => one.step === stepKey("b", ""))?.lane).toBe(1);
  });
});

it("ticks are round and few", () => {
  expect(ticks(3.1, 8)).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3]);
  expect(ticks(0.001, 4).length).toBeLessThanOrEqual(5);
  expect(ticks(900_000, 5).length).toBeLessThanOrEqual(6);
  expect([tickText(0.5, 0.5), tickText(0.02, 0.01), tickText(120, 60)]).toEqual(["0.5 s", "20 ms", "2 min"]);
});

it("the nearest event is the last of those at one time", () => {
  expect(nearest(events, 0.9)).toBe(3);
  expect(nearest(events, -5)).toBe(1);
  expect(nearest(events, 99)).toBe(4);
});

it("playback keeps the gap between events within bounds", () => {
  expect(playbackDelay(events, 2)).toBe(120);
  expect(playbackDelay(events, 3)).toBe(900);
});
