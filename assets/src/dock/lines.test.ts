import { describe, expect, it } from "vitest";
import { breakLines } from "./lines";

const all = (text: string, columns: number): string[] => {
  const rows = breakLines(text, columns);
  return Array.from({ length: rows.count }, (_, row) => rows.text(row));
};

describe("breaking a text into rows", () => {
  it("keeps lines and empty lines", () => expect(all("a\n\nb\r\nc", 20)).toEqual(["a", "", "b", "c"]));
  it("breaks at a space where there is one", () => expect(all("aaaa bbbb cccc", 10)).toEqual(["aaaa bbbb ", "cccc"]));
  it("breaks a word that is longer than a row", () => expect(all("x".repeat(20), 8)).toEqual(["x".repeat(8), "x".repeat(8), "x".repeat(4)]));
  it("loses nothing", () => {
    const text = "The ferry is late.\nIt sails at nine. ".repeat(300);
    expect(all(text, 17).join("").replaceAll(" ", "")).toBe(text.replaceAll("\n", "").replaceAll(" ", ""));
  });
  it("never cuts a pair of surrogates", () => {
    for (const row of all("🛳".repeat(30), 9)) expect(row.length % 2).toBe(0);
  });
  it("has one row for an empty text", () => expect(all("", 10)).toEqual([""]));
});
