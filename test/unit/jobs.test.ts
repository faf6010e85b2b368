// The rules of jobs that need no platform: batches, delays, the outbox on SQLite in Node, the command's arguments.
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { JobOutbox, maxWaitingJobs, resendDelayMs, takeBatch } from "../../durable-objects/runtime/job-outbox.ts";
import type { AuditEvent } from "../../schema/jobs/audit.ts";
import { newDeviceId, newUserId } from "../../schema/protocol/ids.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { parseJobsOptions } from "../../tools/operator/jobs-options.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { isDeadLetterQueue } from "../../workers/consumers/consume-dead-letters.ts";
import { isLastAttempt, maxRetries, retryDelaySeconds } from "../../workers/consumers/retry-policy.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";

const signedIn = (): AuditEvent => ({
  event: "signed-in",
  userId: newUserId(),
  deviceId: newDeviceId(),
  platform: "web",
});

describe("the outbox", () => {
  let storage: SqliteStorage;
  let batches: string[][];
  let send: () => Promise<void>;
  let alarms: number[];

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    vi.spyOn(console, "error").mockImplementation(() => {});
    storage = openSqlite();
    migrate(storage, { "user-session": userSessionMigrations });
    batches = [];
    alarms = [];
    send = () => Promise.resolve();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  /** An instance of the object: each starts with an empty memory on the same storage. */
  const open = (settleMs = 0): JobOutbox => {
    const outbox: JobOutbox = new JobOutbox({
      sql: storage.sql,
      queue: {
        sendBatch: async (messages) => {
          batches.push([...messages].map(({ body }) => (body as { id: string }).id));
          await send();
          return undefined as never;
        },
      },
      now: Date.now,
      arm: () => alarms.push(outbox.dueAt() ?? Number.NaN),
      settleMs,
    });
    return outbox;
  };

  const waiting = (): string[] =>
    storage.sql
      .exec<{ id: string }>("SELECT id FROM job_outbox ORDER BY id")
      .toArray()
      .map(({ id }) => id);

  it("[JOBS-4] what is added right after a look that found nothing goes at once, and not by the next alarm", async () => {
    const outbox = open();
    const looking = outbox.flush();
    outbox.add("account-audit", signedIn(), "added-1");
    await Promise.all([looking, outbox.start()]);
    expect(batches).toEqual([["added-1"]]);
  });

  it("[JOBS-2] holds a job once under its id", async () => {
    const outbox = open();
    for (let i = 0; i < 3; i++) outbox.add("account-audit", signedIn(), "locked-1");
    expect(waiting()).toEqual(["locked-1"]);
    await outbox.start();
    expect(batches).toEqual([["locked-1"]]);
    expect(waiting()).toEqual([]);
  });

  it("[JOBS-2] does not send a job again that comes again before it has settled", async () => {
    const outbox = open(5_000);
    for (let i = 0; i < 3; i++) {
      outbox.add("account-audit", signedIn(), "locked-1");
      await outbox.start();
    }
    expect(batches).toEqual([["locked-1"]]);
    expect(waiting()).toEqual(["locked-1"]);
  });

  it("[JOBS-4] sets the alarm before it sends, and gives up on a queue that hangs", async () => {
    const outbox = open();
    send = () => new Promise(() => {});
    outbox.add("account-audit", signedIn());
    const started = outbox.start();
    expect(alarms).toEqual([1_010_000]);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(alarms).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await started;
    expect(alarms).toEqual([1_010_000, 1_015_000]);
    expect(waiting()).toHaveLength(1);
    send = () => Promise.resolve();
    await outbox.flush();
    expect(waiting()).toEqual([]);
  });

  it("[JOBS-4] sends what came while it was sending along with the rest, and everything once", async () => {
    const outbox = open();
    let release = (): void => {};
    send = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    outbox.add("account-audit", signedIn(), "a");
    const started = outbox.start();
    outbox.add("account-audit", signedIn(), "b");
    outbox.add("account-audit", signedIn(), "c");
    await outbox.start();
    send = () => Promise.resolve();
    release();
    await started;
    expect(batches).toEqual([["a"], ["b", "c"]]);
    expect(waiting()).toEqual([]);
  });

  it("[JOBS-5] keeps jobs for a while where queues forget, and sends them again only after a crash", async () => {
    const outbox = open(5_000);
    outbox.add("account-audit", signedIn(), "a");
    await outbox.start();
    vi.setSystemTime(1_002_000);
    outbox.add("account-audit", signedIn(), "b");
    await outbox.start();
    expect(batches).toEqual([["a"], ["b"]]);
    expect(waiting()).toEqual(["a", "b"]);
    expect(alarms).toContain(1_005_000);
    vi.setSystemTime(1_005_000);
    await outbox.flush();
    expect(waiting()).toEqual(["b"]);
    expect(alarms.at(-1)).toBe(1_007_000);
    expect(batches).toHaveLength(2);
    // What the memory of a process knew is gone with it.
    await open(5_000).flush();
    expect(batches).toEqual([["a"], ["b"], ["b"]]);
  });

  it("[JOBS-5] can be killed at any moment: what was added is sent at least once, and in the end nothing waits", async () => {
    const ids: string[] = [];
    let outbox = open();
    for (let n = 0; n < 60; n++) {
      ids.push(`job-${n}`);
      outbox.add("account-audit", signedIn(), `job-${n}`);
      send = n % 3 === 0 ? () => Promise.reject(new Error("planted")) : () => Promise.resolve();
      const started = outbox.start();
      if (n % 4 === 0) outbox = open();
      else await started;
    }
    await outbox.flush();
    expect(waiting()).toEqual([]);
    expect(new Set(batches.flat())).toEqual(new Set(ids));
  });

  it("[JOBS-4] reads each job once, however many others wait or are kept until they settle", async () => {
    const exec = vi.spyOn(storage.sql, "exec");
    const outbox = open(5_000);
    for (let i = 0; i < 200; i++) {
      outbox.add("account-audit", signedIn());
      await outbox.start();
      outbox.dueAt();
    }
    expect(batches).toHaveLength(200);
    expect(waiting()).toHaveLength(200);
    const read = exec.mock.results.map(({ value }) => (value as { rowsRead: number }).rowsRead);
    // The last query is the test's own.
    expect(read.slice(0, -1).reduce((sum, rows) => sum + rows, 0)).toBe(200);
  });

  it("[JOBS-2] knows nothing of a job whose transaction failed", async () => {
    const outbox = open();
    const fails = (): never => {
      throw new Error("planted");
    };
    expect(() =>
      storage.transactionSync(() => {
        outbox.add("account-audit", signedIn(), "a");
        fails();
      }),
    ).toThrow("planted");
    outbox.add("account-audit", signedIn(), "b");
    await outbox.start();
    expect(batches).toEqual([["b"]]);
    expect(outbox.dueAt()).toBeNull();
    outbox.add("account-audit", signedIn(), "a");
    await outbox.start();
    expect(batches).toEqual([["b"], ["a"]]);
  });

  it("[JOBS-10] takes no more than it should hold", () => {
    const outbox = open();
    for (let i = 0; i < maxWaitingJobs + 5; i++) outbox.add("account-audit", signedIn());
    expect(waiting()).toHaveLength(maxWaitingJobs);
  });

  it("[JOBS-11] sends batches that a queue takes, however much waits", async () => {
    const outbox = open();
    for (let i = 0; i < 250; i++) outbox.add("account-audit", signedIn());
    await outbox.start();
    expect(batches.map((ids) => ids.length)).toEqual([100, 100, 50]);
  });

  it.each([-1, Number.NaN])("refuses to run with JOBS_SETTLE_MS = %d", (settleMs) => {
    expect(() => open(settleMs)).toThrow("JOBS_SETTLE_MS");
  });
});

describe("[JOBS-11] a batch", () => {
  const rows = (...bytes: readonly number[]) => bytes.map((length) => ({ body: "x".repeat(length) }));

  it.each([
    [[], 0],
    [[10], 1],
    [Array.from({ length: 100 }, () => 10), 100],
    [Array.from({ length: 101 }, () => 10), 100],
    [[120_000, 120_000, 1], 2],
    [[120_000, 120_001], 1],
    [[300_000, 1], 1],
  ])("of %j bytes takes the first %d", (bytes, count) => {
    expect(takeBatch(rows(...bytes))).toHaveLength(count);
  });

  it("is measured in bytes of UTF-8", () => {
    expect(takeBatch([{ body: "€".repeat(60_000) }, { body: "€".repeat(30_000) }])).toHaveLength(1);
  });
});

describe("delays", () => {
  it("[JOBS-4] between sends grow with the age of the oldest job, from ten seconds to a quarter of an hour", () => {
    expect([0, 9_999, 10_000, 60_000, 900_000, 10_000_000].map(resendDelayMs)).toEqual([
      10_000, 10_000, 10_000, 60_000, 900_000, 900_000,
    ]);
  });

  it("[JOBS-6] between attempts double up to a quarter of an hour, the second half at random", () => {
    const attempts = Array.from({ length: 10 }, (_, i) => i + 1);
    expect(attempts.map((n) => retryDelaySeconds(n, 1))).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
    expect(attempts.map((n) => retryDelaySeconds(n, 0))).toEqual([3, 5, 10, 20, 40, 80, 160, 320, 450, 450]);
    // The dead-letter queue's hundredth: still a number that the platform takes.
    expect(retryDelaySeconds(100, 1)).toBe(900);
  });
});

it("[JOBS-7] wrangler.toml and the code agree on how often a job is tried, and on which queue is the last", () => {
  const [, jobs = "", dead = ""] = readFileSync(inRepository("wrangler.toml"), "utf8").split("[[queues.consumers]]");
  const setting = (text: string, name: string) => new RegExp(`^${name} = "?([\\w-]+)`, "m").exec(text)?.[1] ?? "";
  expect(setting(jobs, "max_retries")).toBe(String(maxRetries));
  expect([isLastAttempt(maxRetries), isLastAttempt(maxRetries + 1)]).toEqual([false, true]);
  expect(setting(jobs, "dead_letter_queue")).toBe(setting(dead, "queue"));
  expect([jobs, dead].map((queue) => isDeadLetterQueue(setting(queue, "queue")))).toEqual([false, true]);
});

describe("[JOBS-8] npm run jobs", () => {
  const local = "http://localhost:8787";
  const parse = (line: string) => parseJobsOptions(line.split(" ").filter(Boolean), local);

  it.each([
    ["list", { name: "list", json: false }],
    ["list --json", { name: "list", json: true }],
    ["replay --all", { name: "replay-all" }],
    ["replay abc", { name: "replay", id: "abc" }],
    ["drop abc", { name: "drop", id: "abc" }],
  ])("understands %s", (line, command) => {
    expect(parse(line)?.command).toEqual(command);
  });

  it.each([
    "",
    "lists",
    "list abc",
    "list --all",
    "replay",
    "replay abc --all",
    "replay a b",
    "drop",
    "drop --all",
    "drop abc --json",
    "list --server nowhere",
    "list --server ftp://localhost",
    "list --what",
  ])("does nothing for '%s'", (line) => {
    expect(parse(line)).toBeNull();
  });

  it("[JOBS-9] sends the local server's secret to no other machine", () => {
    expect(parse("list")?.secretsFile).toBe(".dev.vars");
    expect(parse("list --server http://127.0.0.1:9000")?.secretsFile).toBe(".dev.vars");
    expect(parse("list --server https://chat.example")?.secretsFile).toBeNull();
    expect(parse("list --server https://chat.example --secrets .dev.vars.production")).toMatchObject({
      secretsFile: ".dev.vars.production",
    });
  });

  it("keeps secrets out of the repository", () => {
    expect(readFileSync(inRepository(".gitignore"), "utf8")).toContain(".dev.vars*");
  });
});
