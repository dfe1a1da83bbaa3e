import { expect, test } from "vitest";
import cases from "../../cases/times.json";
import { ago, duration } from "./format";

test("durations, ages and dates are written as the server writes them", () => {
  for (const [ms, said] of cases.duration_ms) expect(duration(Number(ms)), String(ms)).toBe(said);
  for (const [passed, said] of cases.ago_s) expect(ago(1000, 1000 + Number(passed)), String(passed)).toBe(said);
  for (const [year, month, day, said] of cases.dates) {
    const at = new Date(Number(year), Number(month) - 1, Number(day), 12).getTime() / 1000;
    expect(ago(at, at + 400 * 86_400)).toBe(said);
  }
});
