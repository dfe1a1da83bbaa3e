import { expect, it } from "vitest";
import { freshLabel, identifierFrom } from "./ids";

// The cases of engine/ids.py and its tests: both sides must make the same id.
it.each([
  ["Is it “sports”? 🎾", [], "is_it_sports"],
  ["Tag", ["tag", "tag_2"], "tag_3"],
  ["42", [], "n_42"],
  ["", [], "node"],
  ["Ärger über Größe", [], "arger_uber_groe"],
  ["  --Clean   text!--  ", [], "clean_text"],
])("makes an id from %j with %j taken", (label, taken, id) => {
  expect(identifierFrom(label, new Set(taken))).toBe(id);
});

it("cuts a long label to 56 characters", () => {
  expect(identifierFrom("x".repeat(55) + " yz")).toBe("x".repeat(55));
});

it("numbers labels that are taken", () => {
  expect(freshLabel("Tag", new Set())).toBe("Tag");
  expect(freshLabel("Tag", new Set(["Tag"]))).toBe("Tag 2");
  expect(freshLabel("Tag 2", new Set(["Tag", "Tag 2"]))).toBe("Tag 3");
});
