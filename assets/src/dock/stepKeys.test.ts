import { describe, expect, it } from "vitest";
import { stepAfter } from "./stepKeys";

const steps = [
  { node: "a", status: "failed" }, { node: "b", status: "succeeded" }, { node: "c", status: "failed" },
] as const;

describe("keys of the step list", () => {
  it("goes on and back, and stops at the ends", () => {
    expect(stepAfter("]", steps, "a")).toBe("b");
    expect(stepAfter("[", steps, "b")).toBe("a");
    expect(stepAfter("]", steps, "c")).toBeNull();
    expect(stepAfter("[", steps, "a")).toBeNull();
  });
  it("goes round the failed ones", () => {
    expect(stepAfter("e", steps, "a")).toBe("c");
    expect(stepAfter("E", steps, "c")).toBe("a");
    expect(stepAfter("e", [{ node: "b", status: "succeeded" }], "b")).toBeNull();
  });
  it("leaves other keys alone", () => expect(stepAfter("x", steps, "a")).toBeNull());
});
