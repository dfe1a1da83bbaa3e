import { describe, expect, it } from "vitest";
import file from "../../cases/measures.json";
import { asText, autoView, cell, choices, footer, measure, scoresOf } from "./view";

describe("the view chosen for a value", () => {
  it.each([
    ["a text is prose", "Rovers lift the cup.", "prose"],
    ["short texts are words", ["cup", "goal"], "words"],
    ["numbers are words too", [1, 2], "words"],
    ["a long text makes lines", ["cup", "x".repeat(33)], "lines"],
    ["a text with a break makes lines", ["cup\nfinal"], "lines"],
    ["records are a table", [{ a: 1 }, { b: 2 }], "table"],
    ["one record is pairs", { a: 1 }, "pairs"],
    ["a number is big", 0, "big"],
    ["false is big, not nothing", false, "big"],
    ["a mixed list is JSON", [1, { a: 1 }], "json"],
    ["null is nothing", null, "none"],
    ["an empty list is nothing", [], "none"],
  ])("%s", (_name, value, view) => expect(autoView(value)).toBe(view));

  it("offers a table where there are rows", () => {
    expect(choices([{ a: 1 }])).toContain("table");
    expect(choices({ a: 1 })).toContain("table");
    expect(choices("text")).not.toContain("table");
    expect(choices([])).not.toContain("table");
  });
});

describe("a value in words", () => {
  it("keeps a text as it is and joins texts by lines", () => {
    expect(asText("a\nb")).toBe("a\nb");
    expect(asText(["a", "b"])).toBe("a\nb");
    expect(JSON.parse(asText([{ a: 1 }]))).toEqual([{ a: 1 }]);
  });
  it("cuts a cell and says so", () => {
    expect(cell("x".repeat(300), 10)).toBe("xxxxxxxxxx…");
    expect(cell({ a: [1] })).toBe('{"a":[1]}');
    expect(cell(undefined)).toBe("");
  });
  it("measures", () => {
    expect(measure("one  two\nthree", "text")).toBe("3 words");
    expect(measure(["a"], "list")).toBe("1 item");
    expect(measure({ a: 1, b: 2 }, "json")).toBe("2 fields");
  });
});

describe("notes", () => {
  it("reads scores by name, highest first", () => {
    expect(scoresOf({ scores: { sports: 0.1, tech: 0.9 } })).toEqual([{ name: "tech", score: 0.9 }, { name: "sports", score: 0.1 }]);
    expect(scoresOf({ scores: [["cup", 0.5]] })).toEqual([{ name: "cup", score: 0.5 }]);
    expect(scoresOf({ scores: [{ keyword: "cup", score: 2 }] })).toEqual([{ name: "cup", score: 2 }]);
  });
  it("draws no bars for what is no score", () => {
    expect(scoresOf({ scores: { sports: "high" } })).toBeNull();
    expect(scoresOf({})).toBeNull();
  });
  it("says by what a result was made", () => {
    expect(footer({ score: 0.9, scores: { sports: 0.9 } })).toBe("");
    expect(footer({ method: "TextRank, no model", scores: {}, ignored: ["x"] })).toBe('by TextRank, no model · ignored: ["x"]');
  });
});

it.each(file.cases as [unknown, string][])("measures %j as the server does", (value, said) => expect(measure(value, "any")).toBe(said));
