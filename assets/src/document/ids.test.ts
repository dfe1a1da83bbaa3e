import { expect, it } from "vitest";
import cases from "../../cases/ids.json";
import { freshLabel, identifierFrom, labelFrom } from "./ids";

it.each(cases.ids as [string, string[], string][])("makes an id from %j with %j taken, as Python does", (label, taken, id) => {
  expect(identifierFrom(label, new Set(taken))).toBe(id);
});

it.each(cases.labels as [string, string][])("makes a label from %j, as Python does", (id, label) => {
  expect(labelFrom(id)).toBe(label);
});

it("numbers labels that are taken", () => {
  expect(freshLabel("Tag", new Set())).toBe("Tag");
  expect(freshLabel("Tag", new Set(["Tag"]))).toBe("Tag 2");
  expect(freshLabel("Tag 2", new Set(["Tag", "Tag 2"]))).toBe("Tag 3");
});
