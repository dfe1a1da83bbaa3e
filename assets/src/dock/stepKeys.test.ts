import { describe, expect, it } from "vitest";
import { stepKey } from "../runs/stepKey";
import { stepAfter } from "./stepKeys";

const steps = [
  { node: "a", status: "failed" }, { node: "b", status: "succeeded" }, { node: "c", status: "failed" },
] as const;

describe("keys of the step list", () => {
  it("goes on and back, and stops at the ends", () => {
    expect(stepAfter("]", steps, stepKey("a", ""))).toBe("b");
    expect(stepAfter("[", steps, stepKey("b", ""))).toBe("a");
    expect(stepAfter("]", steps, stepKey("c", ""))).toBeNull();
    expect(stepAfter("[", steps, stepKey("a", ""))).toBeNull();
  });
  it("goes round the failed ones", () => {
    expect(stepAfter("e", steps, stepKey("a", ""))).toBe("c");
    expect(stepAfter("E", steps, stepKey("c", ""))).toBe("a");
    expect(stepAfter("e", [{ node: "b", status: "succeeded" }], stepKey("b", ""))).toBeNull();
  });
  it("leaves other keys alone", () => expect(stepAfter("x", steps, stepKey("a", ""))).toBeNull());
});
