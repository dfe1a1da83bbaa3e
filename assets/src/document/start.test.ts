import { expect, it } from "vitest";
import type { Kind, NodeView } from "../server/protocol";
import { isStart, startKind, startNode } from "./start";

const kinds = new Map(["clean", "form"].map((name) => [name, { name, role: name === "form" ? "start" : "step" } as Kind]));
const node = (id: string, kind: string): [string, NodeView] => [id, { id, kind } as NodeView];

it("is the first node of a kind that takes the run's input", () => {
  expect(startNode(new Map([node("a", "clean"), node("b", "form"), node("c", "form")]), kinds)?.id).toBe("b");
  expect(startNode(new Map([node("a", "clean"), node("x", "unknown")]), kinds)).toBeUndefined();
});
it("is of the kind the catalogue has for it", () => {
  expect([startKind(kinds)?.name, startKind(new Map()), isStart(undefined)]).toEqual(["form", undefined, false]);
});
