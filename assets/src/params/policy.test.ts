import { expect, it } from "vitest";
import file from "../../cases/waits.json";
import type { Policy } from "../server/protocol";
import { sentence, waits } from "./policy";

const policy = (retry: Partial<Policy["retry"]>, rest: Partial<Policy> = {}): Policy => ({
  retry: { attempts: 3, first_s: 1, factor: 2, max_s: 300, jitter: 0.1, ...retry }, timeout_s: null,
  on_failure: { then: "stop", value: null }, join: "all", ...rest,
});

it("says attempts and waits", () => expect(sentence(policy({}))).toBe("3 attempts; waits 1 s, then 2 s; then the run stops."));
it("says when there is no retry", () => expect(sentence(policy({ attempts: 1 }))).toBe("1 attempt, no retry; then the run stops."));
it("shortens many waits and keeps the longest", () => {
  expect(sentence(policy({ attempts: 12 }))).toBe("12 attempts; waits 1 s, then 2 s, then 4 s … at most 5 min; then the run stops.");
});
it("says timeout and what follows", () => {
  expect(sentence(policy({ attempts: 2 }, { timeout_s: 30, on_failure: { then: "error_port", value: null } })))
    .toBe("2 attempts; waits 1 s; each at most 30 s; then the error port is taken.");
});
it("bounds every wait", () => expect(waits(policy({ attempts: 5, first_s: 100, factor: 10 }).retry)).toEqual([100, 300, 300, 300]));
it.each(file.cases)("waits as the engine does, jitter aside: $name", ({ retry, waits: expected }) => {
  expect(waits({ ...retry, jitter: 0 })).toEqual(expected);
});
