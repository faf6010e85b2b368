// From the fact to the queue: nobody waits for it, and nothing that happens in between loses a job.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi, type MockInstance } from "vitest";
import { maxWaitingJobs } from "../../durable-objects/runtime/job-outbox.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import { sessionObject, TestUser } from "../support/actors.ts";
import { CaughtQueue, userOf } from "../support/jobs-queue.ts";

let queue: CaughtQueue;
let errors: MockInstance<typeof console.error>;
beforeEach(() => {
  queue = new CaughtQueue();
  errors = vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  queue.restore();
  errors.mockRestore();
});

const fails = (): Promise<void> => Promise.reject(new Error("planted"));
const hangs = (): Promise<void> => new Promise(() => {});
const works = (): Promise<void> => Promise.resolve();

interface Stored {
  readonly jobs: readonly string[];
  readonly alarmInMs: number | null;
}

/** The outbox and the alarm as they are on disk. */
const stored = (userId: UserId): Promise<Stored> =>
  runInDurableObject(sessionObject(userId), async (_, { storage }) => {
    const alarmAt = await storage.getAlarm();
    return {
      jobs: storage.sql
        .exec<{ id: string }>("SELECT id FROM job_outbox")
        .toArray()
        .map(({ id }) => id),
      alarmInMs: alarmAt === null ? null : alarmAt - Date.now(),
    };
  });

const idsOf = (userId: UserId) => queue.of(userId).map(({ id }) => id);

async function crash(userId: UserId): Promise<void> {
  await runInDurableObject(sessionObject(userId), (_, state) => state.abort("planted")).catch(() => undefined);
}

it("[JOBS-4] a job leaves the outbox when the queue has it, and the alarm that was set for it finds nothing", async () => {
  const alice = new TestUser();
  await alice.signIn();
  await vi.waitFor(() => expect(queue.of(alice.id)).toHaveLength(1));
  await vi.waitFor(async () => expect((await stored(alice.id)).jobs).toEqual([]));
  expect(await runDurableObjectAlarm(sessionObject(alice.id))).toBe(true);
  expect(queue.of(alice.id)).toHaveLength(1);
  expect((await stored(alice.id)).alarmInMs).toBeNull();
});

it("[JOBS-4] jobs of one moment travel in one batch", async () => {
  const alice = new TestUser();
  const current = await alice.signIn();
  for (let i = 0; i < 5; i++) await alice.signIn();
  await vi.waitFor(() => expect(queue.of(alice.id)).toHaveLength(6));
  let batches = 0;
  queue.take = async (jobs) => {
    // Jobs that another test's session could not send come again at any time.
    if (jobs.some((job) => userOf(job) === alice.id)) batches += 1;
  };
  await alice.ask(current, { kind: "sign-out-others" });
  await vi.waitFor(() => expect(queue.of(alice.id)).toHaveLength(11));
  expect(batches).toBe(1);
});

it.each([
  ["fails", fails],
  ["hangs", hangs],
])("[JOBS-4] a queue that %s delays nobody; the alarm sends what is left", async (_name, take) => {
  const alice = new TestUser();
  queue.take = take;
  await alice.signIn();
  await alice.signIn();
  const waiting = (await stored(alice.id)).jobs;
  expect(waiting).toHaveLength(2);
  expect(queue.of(alice.id)).toEqual([]);
  await crash(alice.id);
  queue.take = works;
  expect(await runDurableObjectAlarm(sessionObject(alice.id))).toBe(true);
  expect(idsOf(alice.id).toSorted()).toEqual(waiting.toSorted());
  expect((await stored(alice.id)).jobs).toEqual([]);
});

it("[JOBS-4] a queue that goes on failing is asked less and less often", async () => {
  const alice = new TestUser();
  queue.take = fails;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  try {
    await alice.signIn();
    const delays: number[] = [];
    for (let round = 0; round < 8; round++) {
      const { alarmInMs } = await stored(alice.id);
      delays.push(alarmInMs ?? 0);
      vi.setSystemTime(Date.now() + (alarmInMs ?? 0));
      await runDurableObjectAlarm(sessionObject(alice.id));
    }
    expect(delays).toEqual([10, 10, 20, 40, 80, 160, 320, 640].map((seconds) => seconds * 1_000));
    queue.take = works;
    await runDurableObjectAlarm(sessionObject(alice.id));
    expect(queue.of(alice.id)).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
});

it.each([
  ["a crash", crash],
  ["an eviction", (userId: UserId) => evictDurableObject(sessionObject(userId))],
])("[JOBS-5] a job outlives %s between commit and send, under the same id", async (_name, vanish) => {
  const alice = new TestUser();
  queue.take = fails;
  await alice.signIn();
  const { jobs, alarmInMs } = await stored(alice.id);
  expect(jobs).toHaveLength(1);
  expect(alarmInMs).toBeLessThanOrEqual(10_000);
  await vanish(alice.id);
  queue.take = works;
  expect(await runDurableObjectAlarm(sessionObject(alice.id))).toBe(true);
  expect(idsOf(alice.id)).toEqual(jobs);
});

it("[JOBS-5] a session that its alarm woke knows whose it is", async () => {
  const alice = new TestUser();
  queue.take = fails;
  const device = await alice.signIn();
  await crash(alice.id);
  // As on the platform, where an alarm tells only the number of its object.
  const { USER_SESSION } = env;
  const nameless = USER_SESSION.get(USER_SESSION.idFromString(sessionObject(alice.id).id.toString()));
  expect(await runInDurableObject(nameless, (_, { id }) => id.name)).toBeUndefined();
  expect(await runDurableObjectAlarm(nameless)).toBe(true);
  const socket = await alice.connect(device);
  expect(await socket.take("welcome")).toMatchObject({ userId: alice.id });
  queue.take = works;
  await alice.ask(device, { kind: "sign-out" });
  await vi.waitFor(() => expect(queue.of(alice.id)).toHaveLength(2));
});

it("[JOBS-2] a fact whose job cannot be stored is none", async () => {
  const alice = new TestUser();
  await alice.signIn();
  await runInDurableObject(sessionObject(alice.id), (_, { storage }) => {
    storage.sql.exec("ALTER TABLE job_outbox RENAME TO away");
  });
  await expect(alice.signIn()).rejects.toThrow("job_outbox");
  const devices = await runInDurableObject(sessionObject(alice.id), (_, { storage }) => {
    storage.sql.exec("ALTER TABLE away RENAME TO job_outbox");
    return storage.sql.exec("SELECT id FROM device").toArray();
  });
  expect(devices).toHaveLength(1);
});

it("[JOBS-10] a full outbox takes no more jobs; what they would tell of happens all the same", async () => {
  const alice = new TestUser();
  queue.take = fails;
  const device = await alice.signIn();
  await runInDurableObject(sessionObject(alice.id), (_, { storage }) => {
    for (let i = 1; i < maxWaitingJobs; i++) {
      storage.sql.exec("INSERT INTO job_outbox SELECT id || ?, at + ?, body FROM job_outbox LIMIT 1", `-${i}`, i);
    }
  });
  // An instance knows what it added; the next one finds these.
  await crash(alice.id);
  const late: DeviceId = await alice.signIn();
  expect((await stored(alice.id)).jobs).toHaveLength(maxWaitingJobs);
  expect(JSON.stringify(errors.mock.calls)).toContain("job outbox full");
  expect(await alice.ask(device, { kind: "sign-out", target: late })).toEqual({ signedOut: true });
  queue.take = works;
  await runDurableObjectAlarm(sessionObject(alice.id));
  expect((await stored(alice.id)).jobs).toEqual([]);
});
