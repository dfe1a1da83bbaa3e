import { describe, expect, it } from "vitest";
import { tableOf } from "./columns";

describe("the columns of a table", () => {
  it("takes every field of the rows, in the order met", () => {
    const table = tableOf([{ b: 1 }, { a: 2, b: 3 }]);
    expect(table.columns).toEqual(["b", "a"]);
    expect(table.at(0, "a")).toBeUndefined();
    expect(table.at(1, "a")).toBe(2);
  });
  it("shows one object a field a row", () => {
    const table = tableOf({ name: "Graz", days: 3 });
    expect([table.rows, table.columns]).toEqual([2, ["field", "value"]]);
    expect([table.at(1, "field"), table.at(1, "value")]).toEqual(["days", 3]);
  });
  it("gives plain items one column", () => {
    expect(tableOf(["a", { b: 1 }]).columns).toEqual(["value"]);
  });
  it("counts the columns that have no room", () => {
    const wide = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`c${at}`, at]));
    expect([tableOf([wide]).columns.length, tableOf([wide]).hidden]).toEqual([40, 10]);
  });
  it("shows a later row that is no record", () => {
    const rows: unknown[] = Array.from({ length: 501 }, () => ({ a: 1 }));
    rows[500] = "odd";
    expect(tableOf(rows).at(500, "a")).toBe("odd");
  });
});
