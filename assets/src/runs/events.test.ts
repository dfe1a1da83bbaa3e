import { expect, it } from "vitest";
import type { EventView } from "../server/protocol";
import { barEvent } from "./events";

it("tells what a suspended step waits for", () => {
  expect(barEvent({ type: "step_suspended", wait: { for: "retry", due: 9 } })).toBe("retry");
  expect(barEvent({ type: "step_suspended", wait: { for: "timer", due: 9 } })).toBe("waiting");
});
it("passes over a type it does not know", () => {
  const unknown = (type: string): EventView["type"] => type as EventView["type"]; // as a newer server may send it
  expect([barEvent({ type: unknown("step_dreamt") }), barEvent({ type: unknown("toString") })]).toEqual([null, null]);
});
