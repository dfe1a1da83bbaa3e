import { describe, expect, it } from "vitest";
import names from "../../cases/names.json";
import { fromJson, operand, OPERATORS, readOperand, toJson, unfinished } from "./conditions";

describe("conditions as JSON", () => {
  it("comes back as it was", () => {
    const json = {
      match: "any", conditions: [
        { field: "user.plan", op: "equals", value: "pro" }, { field: "score", op: "between", value: [0.5, null] },
        { match: "not", conditions: [{ field: "tags", op: "is_empty" }, { field: "name", op: "matches", value: "^A", case_sensitive: true }] },
      ],
    };
    expect(toJson(fromJson(json))).toEqual(json);
  });
  it("makes a lone comparison a group of one", () => {
    expect(toJson(fromJson({ field: "a", op: "exists" }))).toEqual({ match: "all", conditions: [{ field: "a", op: "exists" }] });
  });
  it("begins empty", () => expect(toJson(fromJson(null))).toEqual({ match: "all", conditions: [] }));
});

describe("operands", () => {
  it.each([["3", 3], ["-0.5", -0.5], ["true", true], ["007", "007"], ["sports", "sports"], ['"3"', "3"], ["null", null]])("%j reads as %j", (typed, value) => {
    expect(readOperand(typed)).toEqual(value);
  });
  it.each(["3", "true", "", "sports", '"quoted"', "null", 3, true, null])("%j is typed so that it reads back", (value) => {
    expect(readOperand(operand(value))).toEqual(value);
  });
});

it("waits with a list that is empty and a range without bounds", () => {
  expect(unfinished(fromJson({ field: "a", op: "in", value: [] }))).not.toBe("");
  expect(unfinished(fromJson({ field: "a", op: "between", value: ["", ""] }))).not.toBe("");
  expect(unfinished(fromJson({ field: "a", op: "between", value: [1, null] }))).toBe("");
});

it("offers the operators of the engine", () => expect(Object.keys(OPERATORS)).toEqual(names.condition_operators));
