// A directory that hangs: whoever asks is told so in time.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import { askDirectory } from "../../workers/accounts/directory.ts";
import { loadPeople } from "../../workers/accounts/people.ts";
import { brokenDirectory, hanging } from "../support/broken-directory.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("[FAULT-6] is given up after ten seconds, as UNAVAILABLE; its own failures pass as they are, and are not tried again", async () => {
  const startedAt = Date.now();
  const hung = askDirectory(() => new Promise(() => {})).catch((thrown: unknown) => [
    thrown instanceof ActorUnavailable,
    Date.now() - startedAt,
  ]);
  await vi.runAllTimersAsync();
  expect(await hung).toEqual([true, 10_000]);
  let asked = 0;
  const failed = askDirectory(() => {
    asked += 1;
    return Promise.reject(new Error("D1_ERROR: planted"));
  });
  await expect(failed).rejects.toThrow("D1_ERROR");
  expect([asked, vi.getTimerCount()]).toEqual([1, 0]);
});

it("[HTTP-31] [FAULT-6] keeps no page waiting for its people for more than two seconds", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const startedAt = Date.now();
  const people = loadPeople(brokenDirectory(hanging), [newUserId()]).then((users) => [users, Date.now() - startedAt]);
  await vi.runAllTimersAsync();
  expect(await people).toEqual([[], 2_000]);
  expect(logged).toHaveBeenCalledOnce();
  logged.mockRestore();
});
