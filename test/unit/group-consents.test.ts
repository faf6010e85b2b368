// Asking those who are to be added to a group whether they agree.
import { afterEach, expect, it, vi } from "vitest";
import { askForConsents } from "../../durable-objects/group/consents.ts";
import { groupId, person } from "../support/test-group.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("[INVITE-1] [INVITE-13] whoever says so agrees, and whose session does not know the question; nobody else does", async () => {
  vi.useFakeTimers();
  const [yes, no, old, down, silent] = ["yes", "no", "old", "down", "silent"].map(person);
  const said = new Map([
    [yes, () => Promise.resolve({ agrees: true })],
    [no, () => Promise.resolve({ agrees: false })],
    [old, () => Promise.reject(new TypeError('The RPC receiver does not implement the method "consentToGroup".'))],
    [down, () => Promise.reject(new Error("broken"))],
    [silent, () => new Promise<never>(() => {})],
  ]);
  const began = Date.now();
  const asked: string[] = [];
  const ask = (userId: typeof groupId | ReturnType<typeof person>) => {
    asked.push(userId);
    return said.get(person(userId.slice("user_".length)))?.() ?? Promise.reject(new Error("nobody"));
  };
  const asking = askForConsents(
    { groupId, ask, now: () => Date.now() },
    [...said.keys()].filter((id) => id !== undefined),
  );
  await vi.advanceTimersByTimeAsync(4_500);
  expect(await asking).toEqual({ of: [yes, old], askedAt: began });
  expect(asked).toHaveLength(5);
});
