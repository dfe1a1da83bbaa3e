import { describe, expect, it } from "vitest";
import { placeAfter } from "./caret";

describe("a place in a text that is changed from elsewhere", () => {
  it.each([
    ["abc", "abcZ", 1, 1],
    ["abc", "abcZ", 3, 3],
    ["abc", "Zabc", 1, 2],
    ["abc", "Zabc", 3, 4],
    ["one two", "one 2", 7, 5],
    ["one two three", "one 2 three", 6, 5],
    ["one two three", "one 2 three", 9, 7],
    ["abc", "", 2, 0],
    ["aaaa", "aa", 4, 2],
    ["aa", "aaaa", 1, 1],
  ])("%j to %j: %i is %i", (before, after, at, then) => expect(placeAfter(before, after, at)).toBe(then));
});
