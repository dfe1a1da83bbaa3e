import { expect, it } from "vitest";
import { keyOf, stepKey, stepUrl } from "./stepKey";

it("is the node outside frames", () => expect([stepKey("clean", ""), keyOf({ node: "clean", path: "" })]).toEqual(["clean", "clean"]));
it("tells steps of one node apart by their path", () => {
  expect([keyOf({ node: "clean", path: "2" }), keyOf({ node: "clean", path: "3.0" })]).toEqual(["clean[2]", "clean[3.0]"]);
});
it("becomes a URL of node and path", () => {
  expect(stepUrl(stepKey("clean", ""))).toBe("/steps/clean");
  expect(stepUrl(stepKey("clean", "3.0"))).toBe("/steps/clean?path=3.0");
  expect(stepUrl(stepKey("clean", "3.0"), "/value", { port: "text", offset: "0" })).toBe("/steps/clean/value?path=3.0&port=text&offset=0");
});
