// What the session of a sampled user tells of its sockets, and when.
import { describe, expect, it, vi } from "vitest";
import { isSampled, SocketReports } from "../../durable-objects/sockets/socket-reports.ts";
import { newUserId } from "../../schema/protocol/ids.ts";

const hourMs = 3_600_000;

function makeSession() {
  let [open, ms] = [0, 1_000 * hourMs];
  const told: number[] = [];
  const waiting: (() => void)[] = [];
  let answer = async (): Promise<void> => {};
  const reports = new SocketReports({
    open: () => open,
    tell: async (sockets) => {
      told.push(sockets);
      await answer();
    },
    now: () => ms,
    wait: () => new Promise((resolve) => waiting.push(resolve)),
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return {
    told,
    has: (sockets: number) => {
      open = sockets;
      reports.changed();
    },
    answers: (next: () => Promise<void>) => (answer = next),
    /** The pause is over. @returns how many reports had waited for it */
    async paused(): Promise<number> {
      const due = waiting.splice(0);
      for (const resolve of due) resolve();
      await settle();
      return due.length;
    },
    settle,
    pass: (byMs: number) => (ms += byMs),
  };
}

describe("[OPS-30] a report", () => {
  it("tells the newest number once, whatever changed during the pause", async () => {
    const session = makeSession();
    for (const sockets of [1, 2, 3, 2]) session.has(sockets);
    expect(session.told).toEqual([]);
    expect(await session.paused()).toBe(1);
    expect(session.told).toEqual([2]);
    expect(await session.paused()).toBe(0);
  });

  it("is not made when a device came back within the pause", async () => {
    const session = makeSession();
    session.has(1);
    await session.paused();
    session.has(0);
    session.has(1);
    await session.paused();
    expect(session.told).toEqual([1]);
  });

  it("follows one that is under way, and never overtakes it", async () => {
    const session = makeSession();
    let arrive = (): void => {};
    session.answers(() => new Promise((resolve) => (arrive = resolve)));
    session.has(1);
    await session.paused();
    session.has(0);
    expect(await session.paused()).toBe(0);
    expect(session.told).toEqual([1]);
    arrive();
    await session.settle();
    expect(await session.paused()).toBe(1);
    expect(session.told).toEqual([1, 0]);
  });

  it("that fails is logged, holds up nothing, and is made again with the next change, the same number too", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const session = makeSession();
    session.answers(() => Promise.reject(new Error("the Fleet is gone")));
    session.has(1);
    await session.paused();
    expect(String(log.mock.calls)).toContain("sockets not counted");
    log.mockRestore();
    session.answers(async () => {});
    session.has(1);
    await session.paused();
    session.has(1);
    await session.paused();
    expect(session.told).toEqual([1, 1]);
  });

  it("of the same number is made again after half a day, when the socket is renewed", async () => {
    const session = makeSession();
    session.has(1);
    await session.paused();
    session.pass(12 * hourMs - 1);
    session.has(1);
    await session.paused();
    expect(session.told).toEqual([1]);
    session.pass(1);
    session.has(1);
    await session.paused();
    expect(session.told).toEqual([1, 1]);
  });
});

it("[OPS-30] the sample is one user in 64, and the same whoever asks", () => {
  const users = Array.from({ length: 64_000 }, () => newUserId());
  const sampled = users.filter((id) => isSampled(id, 64));
  // 1,000 are expected; five standard deviations.
  expect(Math.abs(sampled.length - 1_000)).toBeLessThan(5 * Math.sqrt(1_000));
  expect(sampled.every((id) => isSampled(id, 64))).toBe(true);
  expect(users.slice(0, 100).every((id) => isSampled(id, 1))).toBe(true);
});
