// Actors and their one alarm in workerd: tasks that wait beside jobs, and rings that are cut off.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { sessionObject, TestUser } from "../support/actors.ts";
import { crash } from "../support/group-actors.ts";

afterEach(() => {
  vi.useRealTimers();
});

const stored = (userId: UserId) =>
  runInDurableObject(sessionObject(userId), async (_, { storage }) => ({
    devices: storage.sql.exec("SELECT id FROM device").toArray().length,
    tasks: storage.sql.exec("SELECT key FROM due_task").toArray().length,
    jobs: storage.sql.exec("SELECT id FROM job_outbox").toArray().length,
    alarmAt: await storage.getAlarm(),
  }));

it("[DEVICE-9] [ALARM-1] a session whose jobs are sent goes on to forget its signed-out devices, though nobody comes by", async () => {
  const alice = new TestUser();
  const [phone] = [await alice.signIn(), await alice.signIn()];
  const before = Date.now();
  expect(await alice.ask(phone, { kind: "sign-out" })).toEqual({ signedOut: true });
  await vi.waitFor(async () => expect(await stored(alice.id)).toMatchObject({ devices: 2, tasks: 1, jobs: 0 }));
  // The alarm that the jobs had set finds nothing of theirs, and is set for the task.
  await runDurableObjectAlarm(sessionObject(alice.id));
  const { alarmAt } = await stored(alice.id);
  const keptMs = 2 * defaultLimits.ACCESS_TOKEN_SECONDS * 1_000;
  expect(alarmAt).toBeGreaterThan(before + keptMs);
  expect(alarmAt).toBeLessThanOrEqual(Date.now() + keptMs + 1);
  await crash(sessionObject(alice.id));
  vi.useFakeTimers({ now: alarmAt ?? 0, toFake: ["Date"] });
  expect(await runDurableObjectAlarm(sessionObject(alice.id))).toBe(true);
  expect(await stored(alice.id)).toMatchObject({ devices: 1, tasks: 0, alarmAt: null });
});
