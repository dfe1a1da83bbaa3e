import { expect, it } from "vitest";
import { indent } from "./TextWidgets";

it("puts four spaces at a bare caret", () => expect(indent("ab", 1, 1, false)).toEqual({ value: "a    b", start: 5, end: 5 }));
it("indents every line of a selection", () => expect(indent("a\nb\nc", 0, 3, false).value).toBe("    a\n    b\nc"));
it("takes back up to four spaces", () => expect(indent("      a\n b", 0, 10, true)).toEqual({ value: "  a\nb", start: 0, end: 5 }));
it("begins at the line's start wherever the selection begins", () => expect(indent("x\nab", 3, 4, false)).toEqual({ value: "x\n    ab", start: 7, end: 8 }));
