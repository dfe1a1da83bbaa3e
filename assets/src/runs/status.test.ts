import { describe, expect, it } from "vitest";
import { STEPS, WAITS } from "./labels";
import { look, lookOf, words } from "./status";
import type { StepView } from "./protocol";

const step = (changes: Partial<StepView>): StepView => ({
  node: "a", path: "", label: "A", kind: "k", status: "succeeded", attempt: 1, attempts: 3, started_at: 10, first_started_at: 10,
  finished_at: 12, wait: null, duration_ms: 2000, preview: "", edges: {}, error: null, ...changes,
});

describe("the look of a step", () => {
  it("is that of what it waits for", () => {
    expect(look(step({ status: "waiting", wait: { for: "retry", due: 20 } }))).toBe("retrying");
    expect(look(step({ status: "waiting", wait: { for: "timer", due: 20 } }))).toBe("waiting");
  });
  it("is else that of its status", () => expect(look(step({}))).toBe("ok"));
  it("is idle where nothing comes any more", () => expect(lookOf(step({ status: "pending" }), false)).toBe("idle"));
  it("has a word for every tone", () => {
    for (const { tone } of [...Object.values(STEPS), ...Object.values(WAITS)]) expect(words[tone]).toMatch(/^[a-z]+$/);
  });
});
