import { describe, expect, it } from "vitest";
import { inputFields, LARGEST_FILE, missing, readTextFile, readTyped, runnable } from "./runInput";

const file = (name: string, bytes: Uint8Array, size = bytes.length): Pick<File, "name" | "size" | "arrayBuffer"> => ({
  name, size, arrayBuffer: () => Promise.resolve(bytes.slice().buffer),
});
const [text, days] = inputFields({ fields: [{ name: "body_text", type: "text" }, { name: "days", title: "Days", type: "number", required: false, default: 3 }] });

describe("the run form", () => {
  it("has a text field without a config", () => expect(inputFields({})).toMatchObject([{ name: "text", type: "text", required: true }]));
  it("makes a title from a name", () => expect(text?.title).toBe("Body text"));
  it("asks for what is required and has no default", () => {
    const fields = [text, days].filter((field) => field !== undefined);
    expect(missing(fields, {}).map((field) => field.name)).toEqual(["body_text"]);
    expect(missing(fields, { body_text: "   " })).toHaveLength(1); // blanks are no text
    expect(missing(fields, { body_text: "x" })).toEqual([]);
  });
  it("sends only what the form asks for, defaults included", () => {
    const fields = [text, days].filter((field) => field !== undefined);
    expect(runnable(fields, { body_text: "x", old: 1 })).toEqual({ body_text: "x", days: 3 });
  });
  it("reads a list by lines or as JSON", () => {
    const list = { name: "l", title: "L", type: "list", required: true, default: null } as const;
    expect(readTyped(list, "a\n\nb").value).toEqual(["a", "b"]);
    expect(readTyped(list, '["a, b"]').value).toEqual(["a, b"]);
    expect(readTyped(list, "[1").ok).toBe(false);
  });
});

describe("a dropped file", () => {
  it("is read as UTF-8", async () => expect(await readTextFile(file("a.txt", new TextEncoder().encode("Grüße")))).toEqual({ ok: true, text: "Grüße" }));
  it("is refused beyond 20 MB, with its size", async () => {
    const read = await readTextFile(file("big.txt", new Uint8Array(1), LARGEST_FILE + 1));
    expect(read).toMatchObject({ ok: false, refusal: expect.stringContaining("20.0 MB") as string });
  });
  it("is refused when it is no text", async () => {
    expect((await readTextFile(file("a.png", new Uint8Array([137, 80, 0, 1])))).ok).toBe(false);
    expect((await readTextFile(file("latin.txt", new Uint8Array([71, 114, 252, 223])))).ok).toBe(false);
  });
});
