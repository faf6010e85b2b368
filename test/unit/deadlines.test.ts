// One timer for many calls: each is given up in its own time, and nothing is left behind.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Deadlines, ActorUnavailable } from "../../durable-objects/runtime/calls.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = (): Promise<never> => new Promise(() => {});

it("[STREAM-6] gives each call up in its own time, once", async () => {
  const deadlines = new Deadlines(1_000);
  const startedAt = Date.now();
  const givenUp = [0, 300, 300, 999].map(async (afterMs) => {
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    return deadlines
      .run(never)
      .catch((thrown: unknown) => [thrown instanceof ActorUnavailable, Date.now() - startedAt]);
  });
  await vi.runAllTimersAsync();
  expect(await Promise.all(givenUp)).toEqual([
    [true, 1_000],
    [true, 1_300],
    [true, 1_300],
    [true, 1_999],
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

it("[STREAM-6] answers and failures pass as they are, and leave no timer behind", async () => {
  const deadlines = new Deadlines(1_000);
  const failure = new Error("planted");
  const calls = [deadlines.run(async () => 7), deadlines.run(() => Promise.reject(failure))];
  expect(vi.getTimerCount()).toBe(1);
  expect(await Promise.allSettled(calls)).toEqual([
    { status: "fulfilled", value: 7 },
    { status: "rejected", reason: failure },
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

it("[STREAM-6] a call that was answered is not given up with those around it", async () => {
  const deadlines = new Deadlines(1_000);
  const before = deadlines.run(never).catch(() => "given up");
  const between = deadlines.run(async () => "answered");
  await vi.advanceTimersByTimeAsync(500);
  const after = deadlines.run(() => new Promise((resolve) => setTimeout(() => resolve("late, in time"), 900)));
  await vi.runAllTimersAsync();
  expect(await Promise.all([before, between, after])).toEqual(["given up", "answered", "late, in time"]);
  expect(vi.getTimerCount()).toBe(0);
});
