import { describe, expect, it } from "vitest";
import { channelBetween } from "./routing";

const at = (x: number, y: number): { x: number; y: number; width: number; height: number } => ({ x, y, width: 208, height: 64 });

describe("channelBetween", () => {
  it("lies between the rows", () => expect(channelBetween(at(600, 0), at(0, 200), [at(600, 0), at(0, 200)])).toBe(132));

  it("keeps clear of a step that hangs lower than the first one", () => {
    const boxes = [at(600, 104), at(300, 208), at(0, 376)];
    expect(channelBetween(at(600, 104), at(0, 376), boxes)).toBe(324);
  });

  it("goes round two steps that stand side by side", () => {
    const channel = channelBetween(at(300, 0), at(0, 0), [at(300, 0), at(0, 0)]);
    expect([-16, 80]).toContain(channel);
  });
});
