import { afterEach, expect, it, vi } from "vitest";
import { stepKey } from "../runs/stepKey";
import { api, userError } from "./api";

const answer = (body: string, status: number, type: string): void =>
  void vi.stubGlobal("fetch", vi.fn(async () => new Response(body, { status, headers: { "content-type": type } })));
const refusalOf = async (asked: Promise<unknown>): Promise<unknown> => asked.then(() => null, (cause: unknown) => userError(cause, "here"));

afterEach(() => vi.unstubAllGlobals());

it("reads problem details: `detail` is what happened", async () => {
  const problem = {
    type: "/problems/not-found", title: "There is no such thing", status: 404, detail: "There is no run 7.", instance: "/api/v1/runs/7", where: "run 7",
    why: "", fix: "See /runs.",
  };
  answer(JSON.stringify(problem), 404, "application/problem+json");
  expect(await refusalOf(api.run(7))).toEqual({ what: "There is no run 7.", where: "run 7", why: "", fix: "See /runs." });
});
it("says something of an answer that is no problem", async () => {
  answer("<h1>Bad gateway</h1>", 502, "text/html");
  expect(await refusalOf(api.run(7))).toMatchObject({ what: "The server refused to answer.", where: "/runs/7", why: "It said 502." });
});
it("asks for a step by node and path", async () => {
  answer("{}", 200, "application/json");
  await api.step(7, stepKey("clean", "3.0"), 12);
  expect(vi.mocked(fetch).mock.calls[0]?.[0]).toBe("/api/v1/runs/7/steps/clean?path=3.0&at=12");
});
