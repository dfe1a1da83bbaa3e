import { expect, test } from "vitest";
import { shortened } from "./text";

test("a text is cut at a word", () => {
  expect(shortened("short", 10)).toBe("short");
  expect(shortened("clean the text, then go", 16)).toBe("clean the text…");
  expect(shortened("clean the texture", 12)).toBe("clean the…");
  expect(shortened("a".repeat(30), 10)).toBe(`${"a".repeat(10)}…`);
});
