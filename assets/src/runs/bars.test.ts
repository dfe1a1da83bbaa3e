import { describe, expect, it } from "vitest";
import type { EventView, StepView } from "../server/protocol";
import { axisOf, eventBars, place, stepBars } from "./bars";
import { stepKey } from "./stepKey";

const step = (changes: Partial<StepView>): StepView => ({
  node: "a", path: "", label: "A", kind: "k", status: "succeeded", attempt: 1, attempts: 3, started_at: 10, first_started_at: 10,
  finished_at: 12, wait: null, duration_ms: 2000, preview: "", edges: {}, error: null, ...changes,
});
const event = (seq: number, at: number, type: EventView["type"], node: string | null = "a"): EventView => ({ seq, at, type, node, path: "", text: type });
const suspended = (seq: number, at: number, wait: NonNullable<EventView["wait"]>): EventView => ({ ...event(seq, at, "step_suspended"), wait });

describe("a step's bars", () => {
  it("is one bar for one attempt", () => expect(stepBars(step({}), 99)).toMatchObject([{ from: 10, to: 12, tone: "ok", held: false }]));
  it("grows while it runs", () => expect(stepBars(step({ status: "running", finished_at: null }), 15)).toMatchObject([{ to: 15, tone: "running" }]));
  it("shows what went before as held", () => {
    expect(stepBars(step({ attempt: 2, started_at: 11 }), 99)).toMatchObject([{ from: 10, to: 11, held: true, tone: "retry" }, { from: 11, to: 12, tone: "ok" }]);
  });
  it("shows the failed attempt and the wait of a retry", () => {
    const bars = stepBars(step({ status: "waiting", finished_at: null, duration_ms: 500, wait: { for: "retry", due: 20 } }), 13);
    expect(bars).toMatchObject([{ from: 10, to: 10.5, tone: "failed" }, { from: 10.5, to: 13, held: true, tone: "retry" }]);
  });
  it("shows the wait of a delay alone", () => {
    const bars = stepBars(step({ status: "waiting", finished_at: null, duration_ms: 500, wait: { for: "timer", due: 20 } }), 13);
    expect(bars).toMatchObject([{ from: 10.5, to: 13, held: true, tone: "waiting" }]);
  });
  it("has none before it began", () => expect(stepBars(step({ status: "pending", first_started_at: null }), 13)).toEqual([]));
});

describe("the axis", () => {
  it("spans the run", () => expect(axisOf([step({})], 9, 14, 99)).toEqual({ from: 9, to: 14 }));
  it("reaches now while the run goes on", () => expect(axisOf([step({ finished_at: null })], 9, null, 30).to).toBe(30));
  it("is never empty", () => {
    const axis = axisOf([], null, null, 5);
    expect(axis.to).toBeGreaterThan(axis.from);
  });
  it("places bars in percent, the thinnest to be seen and inside", () => {
    const bar = { from: 14, to: 14, tone: "ok", held: false, attempt: 1 } as const;
    const { left, width } = place(bar, { from: 10, to: 14 });
    expect(width).toBeGreaterThan(0);
    expect(left + width).toBeLessThanOrEqual(100);
  });
});

describe("bars from events", () => {
  it("tells attempts, waits and the end", () => {
    const bars = eventBars([
      event(1, 0, "run_started", null), event(2, 1, "step_started"), suspended(3, 2, { for: "retry", due: 4 }), event(4, 4, "step_resumed"),
      event(5, 4, "step_started"), event(6, 5, "step_succeeded"),
    ], 5).get(stepKey("a", ""));
    expect(bars).toMatchObject([
      { from: 1, to: 2, tone: "failed", attempt: 1, held: false }, { from: 2, to: 4, tone: "retry", held: true },
      { from: 4, to: 5, tone: "ok", attempt: 2, held: false },
    ]);
  });
  it("counts no attempt for a lost worker", () => {
    const bars = eventBars([event(1, 1, "step_started"), event(2, 2, "step_reclaimed"), event(3, 3, "step_started"), event(4, 4, "step_succeeded")], 4).get(stepKey("a", ""));
    expect(bars?.map((bar) => [bar.attempt, bar.tone])).toEqual([[1, "failed"], [1, "ok"]]);
  });
  it("holds a suspended step until it is resumed", () => {
    const bars = eventBars([event(1, 1, "step_started"), suspended(2, 2, { for: "timer", due: 9 }), event(3, 9, "step_resumed")], 9).get(stepKey("a", ""));
    expect(bars).toMatchObject([{ to: 2, tone: "ok" }, { from: 2, to: 9, held: true, tone: "waiting" }]);
  });
  it("leaves an open bar running to the end", () => {
    expect(eventBars([event(1, 1, "step_started")], 7).get(stepKey("a", ""))).toMatchObject([{ to: 7, tone: "running" }]);
  });
});
