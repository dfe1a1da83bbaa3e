import { describe, expect, it } from "vitest";
import type { Field, Problem } from "../server/protocol";
import { check, otherProblems, parseJson, parseNumber, problemsOf, shown, splitTags } from "./formValues";

const field = (changes: Partial<Field>): Field => ({
  name: "n", title: "N", help: "", widget: "number", required: false, default: null, placeholder: "", options: [], minimum: null,
  maximum: null, step: null, max_length: null, fields: [], credential: null, show_if: null, ...changes,
});
const problem = (at: string | null, node = "a"): Problem => ({ severity: "error", node, port: null, field: at, what: "w", fix: "f" });

describe("reading numbers", () => {
  it.each([["3", 3], [" -0.5 ", -0.5], [".5", 0.5], ["1e3", 1000], ["", null]])("%j is %j", (typed, value) => {
    expect(parseNumber(typed)).toMatchObject({ ok: true, value });
  });
  it.each(["3x", "1,5", "--1", "1e999", "NaN", "0x10"])("refuses %j", (typed) => expect(parseNumber(typed).ok).toBe(false));
  it("says what to write for a comma", () => expect(parseNumber("1,5").mistake).toContain("1.5"));
});

describe("reading JSON", () => {
  it("reads any value", () => expect(parseJson("[1]").value).toEqual([1]));
  it("says what is wrong", () => expect(parseJson('{"a":\n 1,}')).toMatchObject({ ok: false, mistake: expect.stringContaining("Not JSON") as string }));
});

describe("what the browser can tell at once", () => {
  it("bounds", () => {
    expect(check(field({ minimum: 1 }), 0)).toContain("At least 1");
    expect(check(field({ maximum: 5 }), 6)).toContain("At most 5");
    expect(check(field({ minimum: 1, maximum: 5 }), 5)).toBe("");
  });
  it("whole numbers", () => expect(check(field({ step: 1 }), 1.5)).toContain("whole"));
  it("length", () => expect(check(field({ widget: "text", max_length: 3 }), "abcd")).toContain("At most 3"));
  it("required, unless a default stands in", () => {
    expect(check(field({ required: true }), "")).toContain("required");
    expect(check(field({ required: true, default: 3 }), null)).toBe("");
    expect(check(field({ required: true }), 0)).toBe("");
    expect(check(field({ required: true }), false)).toBe("");
  });
});

describe("which fields are shown", () => {
  const form = [field({ name: "how", default: "words" }), field({ name: "count", show_if: { field: "how", equals: ["words", 2] } })];
  const [, count] = form;
  it("counts another field's default", () => expect(count && shown(count, form, {})).toBe(true));
  it("hides by value", () => expect(count && shown(count, form, { how: "all" })).toBe(false));
});

describe("problems at their field", () => {
  it("takes those inside it", () => {
    const list = [problem("tags.2"), problem("tags"), problem("tags[0].name"), problem("tagset"), problem("tags", "b")];
    expect(problemsOf(list, "a", "tags")).toHaveLength(3);
  });
  it("leaves none unsaid", () => {
    const list = [problem("gone"), problem(null), problem("n.1")];
    expect(otherProblems(list, "a", [field({})])).toEqual([list[0], list[1]]);
  });
});

describe("tags", () => {
  it("splits a paste and drops repeats", () => expect(splitTags("a, b;b, ,c", ["c"])).toEqual(["a", "b"]));
  it("keeps commas where there are lines", () => expect(splitTags("a, b\nc", [])).toEqual(["a, b", "c"]));
});
