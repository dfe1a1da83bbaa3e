import { expect, it } from "vitest";
import { keyOf, stepKey, stepUrl } from "./stepKey";

it("is the node for a step of the workflow itself, whether the path is given or not", () => {
  expect([stepKey("clean", ""), keyOf({ node: "clean" }), keyOf({ node: "clean", path: "" })]).toEqual(["clean", "clean", "clean"]);
});
it("tells steps of one node apart by their path", () => {
  expect(keyOf({ node: "clean", path: "each.2" })).not.toBe(keyOf({ node: "clean", path: "each.3" }));
});
it("is one part of a URL", () => {
  expect(stepUrl(stepKey("clean", ""))).toBe("/steps/clean");
  expect(stepUrl(stepKey("clean", "each.2"))).toBe("/steps/each.2%2Fclean");
});
