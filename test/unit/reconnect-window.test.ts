// Over how long clients spread their reconnects, and what that makes of a deployment whose sockets all end at once.
import { describe, expect, it } from "vitest";
import { reconnectWindowMs } from "../../durable-objects/sockets/reconnect-window.ts";
import { ReconnectPolicy } from "../../sdk/connection/reconnect-policy.ts";
import { Random } from "../../lab/kit/random.ts";

const leastMs = 5_000;

it("[OPS-33] the window has room for 2,000 reconnects a second, from 5 s to 300 s", () => {
  const windowOf = (sockets: number) => reconnectWindowMs(sockets, leastMs);
  expect([0, 1, 9_999, 10_000].map(windowOf)).toEqual([5_000, 5_000, 5_000, 5_000]);
  expect([10_002, 100_000, 599_999].map(windowOf)).toEqual([5_001, 50_000, 300_000]);
  expect([600_000, 10_000_000].map(windowOf)).toEqual([300_000, 300_000]);
});

it("[OPS-33] RECONNECT_DELAY_MS is the least, also above 300 s", () => {
  expect(reconnectWindowMs(0, 50)).toBe(50);
  expect(reconnectWindowMs(100_000, 60_000)).toBe(60_000);
  expect(reconnectWindowMs(1_000_000, 600_000)).toBe(600_000);
});

describe("[OPS-33] [SDK-4] when all sockets end at once", () => {
  const seed = 20_261_129;

  /** The most first attempts in one second. @param sockets their windows, in ms */
  function mostInASecond(windows: Iterable<number>): number {
    const random = new Random(seed);
    const perSecond = new Map<number, number>();
    for (const windowMs of windows) {
      const policy = new ReconnectPolicy(() => random.next());
      policy.succeeded(windowMs);
      const second = Math.floor(policy.nextDelayMs(1006) / 1_000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    return Math.max(...perSecond.values());
  }

  it.each([20_000, 100_000, 400_000])("%d come back at about 2,000 a second", (sockets) => {
    const windows = Array.from({ length: sockets }, () => reconnectWindowMs(sockets, leastMs));
    const most = mostInASecond(windows);
    expect(most).toBeGreaterThan(1_900);
    expect(most).toBeLessThan(2_250);
  });

  it("sockets that were opened one after the other know of yesterday's evening, and else would not", () => {
    const sockets = 100_000;
    const byNumberAtOpening = Array.from({ length: sockets }, (_, opened) => reconnectWindowMs(opened, leastMs));
    expect(mostInASecond(byNumberAtOpening)).toBeGreaterThan(5_000);
    const byHighest = Array.from({ length: sockets }, () => reconnectWindowMs(sockets, leastMs));
    expect(mostInASecond(byHighest)).toBeLessThan(2_250);
  });
});
