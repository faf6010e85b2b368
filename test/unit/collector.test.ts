// When collected things are handled, on a clock of the test's own: each round of the event loop takes as long as it says.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Collector } from "../../durable-objects/runtime/collector.ts";

let nowMs: number;
let handled: number;
let collector: Collector;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  nowMs = 1_000;
  vi.spyOn(Date, "now").mockImplementation(() => nowMs);
  handled = 0;
  collector = new Collector(() => (handled += 1));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const microtasks = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

/** The loop goes round once, which takes `ms`. */
async function turn(ms: number): Promise<void> {
  nowMs += ms;
  await vi.advanceTimersToNextTimerAsync();
}

/** Asks once and says whether that was handled before the loop went round. */
async function isHandledAtOnce(): Promise<boolean> {
  const before = handled;
  collector.ask();
  await microtasks();
  return handled > before;
}

it("an idle loop handles what comes at once, and all of a turn's rest together when it ends", async () => {
  collector.ask();
  expect(handled).toBe(0);
  await microtasks();
  expect(handled).toBe(1);
  const atOnce: boolean[] = [];
  for (let i = 0; i < 5; i++) atOnce.push(await isHandledAtOnce());
  expect(atOnce).toEqual([true, true, true, false, false]);
  expect(handled).toBe(4);
  await turn(1);
  expect(handled).toBe(5);
  // A new turn has begun with that; nothing is left over.
  expect(await isHandledAtOnce()).toBe(true);
  await turn(1);
  await turn(1);
  expect([handled, vi.getTimerCount()]).toEqual([6, 0]);
});

it("what is asked for twice before it is handled is handled once", async () => {
  collector.ask();
  collector.ask();
  await microtasks();
  expect([handled, vi.getTimerCount()]).toEqual([1, 1]);
  await turn(1);
  expect([handled, vi.getTimerCount()]).toEqual([1, 0]);
});

it("a loaded loop handles nothing at once, and waits a turn longer for what the sockets bring", async () => {
  expect(await isHandledAtOnce()).toBe(true);
  await turn(20);
  expect(await isHandledAtOnce()).toBe(false);
  await turn(20);
  expect(handled).toBe(1);
  await turn(20);
  expect(handled).toBe(2);
  // Idle again after a short turn.
  await turn(19);
  expect(await isHandledAtOnce()).toBe(true);
});
