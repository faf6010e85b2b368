// Which failed calls to actors are made again.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ActorUnavailable, callActor, callActorOnce } from "../../durable-objects/runtime/calls.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const failure = (flags: object): Error => Object.assign(new Error("from the platform"), flags);

/** Fails with `flags` so often, then answers with the number of calls. */
function flaky(times: number, flags: object): { call: () => Promise<number>; calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    call: async () => {
      calls += 1;
      if (calls <= times) throw failure(flags);
      return calls;
    },
  };
}

async function settle<T>(promise: Promise<T>): Promise<T | Error> {
  const settled = promise.catch((error: unknown) => error as Error);
  await vi.runAllTimersAsync();
  return settled;
}

it("[HTTP-13] calls again after a failure that is marked retryable, or whose object was reset", async () => {
  expect(await settle(callActor(flaky(2, { retryable: true }).call))).toBe(3);
  expect(await settle(callActor(flaky(2, { durableObjectReset: true }).call))).toBe(3);
});

it("[HTTP-13] never calls an overloaded actor again", async () => {
  const actor = flaky(1, { retryable: true, overloaded: true });
  expect(await settle(callActor(actor.call))).toBeInstanceOf(ActorUnavailable);
  expect(actor.calls()).toBe(1);
});

it("[HTTP-13] passes on what the actor itself threw", async () => {
  const actor = flaky(1, {});
  const result = await settle(callActor(actor.call));
  expect(result).not.toBeInstanceOf(ActorUnavailable);
  expect(result).toBeInstanceOf(Error);
  expect(actor.calls()).toBe(1);
});

it("[HTTP-13] gives up after some tries", async () => {
  const actor = flaky(Number.POSITIVE_INFINITY, { retryable: true });
  expect(await settle(callActor(actor.call))).toBeInstanceOf(ActorUnavailable);
  expect(actor.calls()).toBe(6);
});

it("[HTTP-13] gives up at the deadline, and makes no call after it", async () => {
  let calls = 0;
  const call = (): Promise<never> => {
    calls += 1;
    return new Promise((_, reject) => setTimeout(() => reject(failure({ retryable: true })), 400));
  };
  const startedAt = Date.now();
  const endedAt = callActor(call, 500).catch(() => Date.now());
  await vi.runAllTimersAsync();
  expect((await endedAt) - startedAt).toBe(500);
  expect(calls).toBeLessThanOrEqual(2);
});

it("[HTTP-13] makes a call that must not happen twice only once", async () => {
  const actor = flaky(1, { retryable: true });
  expect(await settle(callActorOnce(actor.call))).toBeInstanceOf(ActorUnavailable);
  expect(actor.calls()).toBe(1);
});

it("[HTTP-13] leaves no timer behind", async () => {
  await callActor(async () => 1);
  await callActorOnce(async () => 1);
  expect(vi.getTimerCount()).toBe(0);
});
