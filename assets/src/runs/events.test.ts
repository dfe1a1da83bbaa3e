import { expect, it } from "vitest";
import names from "../../cases/names.json";
import { BAR_EVENTS, barEvent } from "./events";

it("has every event type of the engine", () => expect(Object.keys(BAR_EVENTS)).toEqual(names.event_types));
it("passes over a type it does not know", () => expect([barEvent("step_dreamt"), barEvent("toString")]).toEqual([null, null]));
