// How long a hash is taken to be, by which everybody else's turn is told.
import { expect, it } from "vitest";
import { HashLane } from "../../durable-objects/passwords/hash-lane.ts";

it("[AUTH-33] what else the thread did during a hash lets nobody wait longer, unless every hash takes so long", async () => {
  let now = 1_000;
  const clock = {
    now: () => now,
    wait: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const lane = new HashLane();
  const periodAfter = async (hashMs: number): Promise<number> => {
    await lane.hash(clock, () => Promise.resolve((now += hashMs)));
    return lane.periodMs;
  };
  expect(lane.periodMs).toBe(0);
  expect([await periodAfter(50), await periodAfter(5_000), await periodAfter(4_000)]).toEqual([200, 200, 200]);
  expect(await periodAfter(3_000)).toBe(12_000);
  const before = now;
  expect(await periodAfter(60)).toBe(240);
  // The pause after the one before was of the same length as that.
  expect(now - before).toBe(9_000 + 60);
});
