import { describe, expect, it } from "vitest";
import { STEPS, WAITS } from "../server/labels";
import type { StepView } from "../server/protocol";
import { lookOf, stepLabel, wordOf } from "./status";

const step = (status: StepView["status"], wait: StepView["wait"] = null): Pick<StepView, "status" | "wait"> => ({ status, wait });

describe("the label of a step", () => {
  it("is that of what it waits for", () => {
    expect(stepLabel(step("waiting", { for: "retry", due: 20 }))).toEqual({ title: "Retrying", tone: "retrying" });
    expect(stepLabel(step("waiting", { for: "timer", due: 20 }))).toEqual({ title: "Waiting", tone: "waiting" });
  });
  it("is else that of its status", () => {
    expect(stepLabel(step("succeeded"))).toEqual({ title: "Succeeded", tone: "ok" });
    expect(stepLabel(step("waiting"))).toEqual({ title: "Waiting", tone: "waiting" });
  });
});

describe("the look of a step", () => {
  it("is the tone of its label", () => expect(lookOf(step("waiting", { for: "retry", due: 20 }), true)).toBe("retrying"));
  it("is idle where nothing comes any more", () => expect(lookOf(step("pending"), false)).toBe("idle"));
  it("shows an edit once the run has ended", () => {
    expect([lookOf(step("succeeded"), true, "changed"), lookOf(step("succeeded"), false, "changed")]).toEqual(["ok", "changed"]);
  });
  it("has a word for every tone", () => {
    for (const { tone, title } of [...Object.values(STEPS), ...Object.values(WAITS)]) expect(wordOf(tone)).toBe(title.toLowerCase());
  });
});
