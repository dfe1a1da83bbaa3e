import { describe, expect, it } from "vitest";
import { keyOf } from "../runs/stepKey";
import { stepAfter } from "./stepKeys";

const steps = [
  { node: "a", path: "", status: "failed" }, { node: "b", path: "0", status: "succeeded" }, { node: "b", path: "1", status: "failed" },
] as const;
const [a, b0, b1] = steps;

describe("keys of the step list", () => {
  it("goes on and back, and stops at the ends", () => {
    expect(stepAfter("]", steps, keyOf(a))).toBe(b0);
    expect(stepAfter("[", steps, keyOf(b0))).toBe(a);
    expect(stepAfter("]", steps, keyOf(b1))).toBeNull();
    expect(stepAfter("[", steps, keyOf(a))).toBeNull();
  });
  it("goes round the failed ones", () => {
    expect(stepAfter("e", steps, keyOf(a))).toBe(b1);
    expect(stepAfter("E", steps, keyOf(b1))).toBe(a);
    expect(stepAfter("e", [b0], keyOf(b0))).toBeNull();
  });
  it("leaves other keys alone", () => expect(stepAfter("x", steps, keyOf(a))).toBeNull());
});
