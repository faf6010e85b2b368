// Jobs that fail: tried again on their own, kept when nothing helps, and sent again when the cause is gone.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";
import type { DeadLetter, DeadLettersResult } from "../../schema/protocol/http-dead-letters.ts";
import { newDeviceId, newUserId } from "../../schema/protocol/ids.ts";
import { insertDeadLetter, maxDeadLetters } from "../../workers/consumers/dead-letters.ts";
import { maxRetries } from "../../workers/consumers/retry-policy.ts";
import { handleRequest } from "../../workers/http/router.ts";
import { CaughtQueue, deliver, withFailingDirectory } from "../support/jobs-queue.ts";
import { callWorker, codeOf, origin, withAddress } from "../support/worker-http.ts";

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

const lastAttempt = maxRetries + 1;
const noAudit = withFailingDirectory((sql) => sql.includes("audit_event") && "before");
const noDirectory = withFailingDirectory(() => "before");

function auditJob() {
  const payload = { event: "signed-in" as const, userId: newUserId(), deviceId: newDeviceId(), platform: "web" };
  return { v: 1 as const, id: crypto.randomUUID(), kind: "account-audit" as const, at: Date.now(), payload };
}

const admin = (method: string, path: string) =>
  callWorker({ method, path: `/api/admin/dead-letters${path}`, token: env.ADMIN_TOKEN });

async function listAll(): Promise<readonly DeadLetter[]> {
  const listed: DeadLetter[] = [];
  for (let query = ""; ;) {
    const { items, next } = (await admin("GET", query)).body as DeadLettersResult;
    listed.push(...items);
    if (next === null) return listed;
    query = `?cursor=${next}`;
  }
}

it.each(["x", "_", "9_", "abc_def", "0"])(
  "[HTTP-18] a cursor that nobody gave, %j, lists something",
  async (cursor) => {
    expect(await admin("GET", `?cursor=${cursor}`)).toMatchObject({ status: 200, body: { next: null } });
  },
);

const listed = async (id: string): Promise<DeadLetter | undefined> => (await listAll()).find((one) => one.id === id);

async function written(id: string): Promise<number> {
  const query = env.DIRECTORY.prepare("SELECT count(*) AS n FROM audit_event WHERE id = ?");
  return (await query.bind(id).first<number>("n")) ?? -1;
}

describe("a batch", () => {
  it("[JOBS-6] is done but for the jobs that fail, each of which is tried again on its own", async () => {
    const [good, better] = [auditJob(), auditJob()];
    const poison = { ...auditJob(), payload: { event: "signed-in" } };
    const { acked, retried } = await deliver([poison, good, null, "text", better, { ...auditJob(), v: 2 }]);
    expect(acked).toEqual(["m1", "m4"]);
    expect(Object.keys(retried).toSorted()).toEqual(["m0", "m2", "m3", "m5"]);
    expect([await written(good.id), await written(better.id), await written(poison.id)]).toEqual([1, 1, 0]);
  });

  it("[JOBS-6] that failed comes back later each time, never all at once", async () => {
    const job = auditJob();
    const delays: number[] = [];
    for (let attempts = 1; attempts < lastAttempt; attempts++) {
      const { retried } = await deliver([job], { attempts, environment: noAudit });
      delays.push(retried["m0"] ?? -1);
    }
    for (const [i, delay] of delays.entries()) {
      const longest = Math.min(900, 5 * 2 ** i);
      expect(delay).toBeGreaterThanOrEqual(longest / 2);
      expect(delay).toBeLessThanOrEqual(longest);
    }
  });

  it("[JOBS-1] has room for jobs of an older or newer version: unknown fields are left alone", async () => {
    const { payload, ...envelope } = auditJob();
    const newer = { ...envelope, trace: "abc", payload: { ...payload, place: "here" } };
    expect((await deliver([newer])).acked).toEqual(["m0"]);
    expect(await written(newer.id)).toBe(1);
  });
});

describe("a job that failed for the last time", () => {
  it("[JOBS-7] is kept as it came, with the reason, and out of the queue", async () => {
    const job = { ...auditJob(), trace: "abc" };
    const outcome = await deliver([job], { attempts: lastAttempt, environment: noAudit });
    expect(outcome).toEqual({ acked: ["m0"], retried: {} });
    const dead = await listed(job.id);
    expect(dead).toMatchObject({ kind: "account-audit", reason: "failed", attempts: lastAttempt, job });
    expect(dead?.error).toContain("planted");
    // The statement's parameters stay out: another kind's could hold a secret.
    expect(dead?.error).not.toContain(job.payload.userId);
    expect(dead?.diedAt).toBeGreaterThan(Date.now() - 60_000);
  });

  it.each([
    ["no-such-kind", "unknown-kind", { ...auditJob(), kind: "no-such-kind" }],
    ["toString", "malformed", { ...auditJob(), kind: "toString" }],
    ["constructor", "unknown-kind", { ...auditJob(), kind: "constructor" }],
    ["another payload", "malformed", { ...auditJob(), payload: { event: "exploded" } }],
  ])("[JOBS-1] [JOBS-7] is kept too when it is of no known kind or shape: %s", async (_name, reason, job) => {
    expect(await deliver([job], { attempts: lastAttempt })).toEqual({ acked: ["m0"], retried: {} });
    const dead = (await listAll()).find((one) => JSON.stringify(one.job) === JSON.stringify(job));
    expect(dead).toMatchObject({ reason, error: null, attempts: lastAttempt });
  });

  it.each([
    ["null", null],
    ["a string", "hello"],
    ["a number", 7],
    ["more than JSON has", 7n],
  ])("[JOBS-7] is kept even if it never was one: %s", async (_name, body) => {
    const message = { id: crypto.randomUUID(), body };
    await insertDeadLetter(env.DIRECTORY, message, { reason: "malformed", error: null, attempts: 9, diedAt: 1 });
    const job: unknown = typeof body === "bigint" ? String(body) : body;
    expect(await listed(message.id)).toMatchObject({ kind: null, job });
  });

  it("[OPS-7] waits in its queue while there are 10,000 others, and what is kept stays", async () => {
    const before = auditJob();
    await deliver([before], { queue: "klatch-jobs-dead" });
    const fill = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${maxDeadLetters})
      INSERT INTO dead_letter SELECT 'flood-' || i, NULL, 'null', 'failed', NULL, 9, 1 FROM n`;
    await env.DIRECTORY.prepare(fill).run();
    const job = auditJob();
    const isFull = await deliver([job, before], { queue: "klatch-jobs-dead" });
    expect(isFull).toEqual({ acked: ["m1"], retried: { m0: 3_600 } });
    // Its consumer hands it on: the platform moves it to that queue.
    const first = await deliver([{ ...job, kind: "unheard-of" }], { attempts: lastAttempt });
    expect(first).toEqual({ acked: [], retried: { m0: undefined } });
    expect(JSON.stringify(errors.mock.calls)).toContain("there are 10000 dead letters");
    await env.DIRECTORY.prepare("DELETE FROM dead_letter WHERE id LIKE 'flood-%'").run();
    expect((await deliver([job], { queue: "klatch-jobs-dead" })).acked).toEqual(["m0"]);
    expect(await listed(job.id)).toMatchObject({ job });
  });

  it("[JOBS-7] goes to the dead-letter queue when the directory is away, and is kept from there", async () => {
    const job = auditJob();
    const outcome = await deliver([job], { attempts: lastAttempt, environment: noDirectory });
    // One retry more than there are: the platform moves it.
    expect(outcome).toEqual({ acked: [], retried: { m0: undefined } });
    const queueName = "klatch-jobs-dead";
    const away = await deliver([job], { queue: queueName, environment: noDirectory });
    expect(away.acked).toEqual([]);
    expect(away.retried["m0"]).toBeGreaterThan(0);
    expect(await deliver([job, job, 7], { queue: queueName, attempts: 2 })).toEqual({
      acked: ["m0", "m1", "m2"],
      retried: {},
    });
    expect(await listed(job.id)).toMatchObject({ reason: "failed", error: null, attempts: lastAttempt, job });
    expect(await listed("m2")).toMatchObject({ kind: null, reason: "malformed", job: 7 });
  });

  it("[JOBS-7] keeps its reason when the platform delivers it a second time", async () => {
    const job = auditJob();
    await deliver([job], { attempts: lastAttempt, environment: noAudit });
    await deliver([job], { queue: "klatch-jobs-dead" });
    expect((await listed(job.id))?.error).toContain("planted");
  });
});

describe("an operator", () => {
  it("[JOBS-8] replays it when the cause is gone; it is done once, however often it is replayed", async () => {
    const job = auditJob();
    await deliver([job], { attempts: lastAttempt, environment: noAudit });
    expect((await admin("POST", `/${job.id}/replay`)).status).toBe(204);
    expect(await listed(job.id)).toBeUndefined();
    const again = queue.of(job.payload.userId);
    expect(again).toEqual([job]);
    // It fails as before, ends as before, and is replayed once more.
    await deliver(again, { attempts: lastAttempt, environment: noAudit });
    expect((await admin("POST", `/${job.id}/replay`)).status).toBe(204);
    expect((await deliver(queue.of(job.payload.userId))).acked).toEqual(["m0", "m1"]);
    expect(await written(job.id)).toBe(1);
    expect(codeOf(await admin("POST", `/${job.id}/replay`))).toBe("NOT_FOUND");
  });

  it("[JOBS-8] loses nothing when the queue does not take it", async () => {
    const job = auditJob();
    await deliver([job], { attempts: lastAttempt, environment: noAudit });
    queue.take = () => Promise.reject(new Error("planted"));
    expect((await admin("POST", `/${job.id}/replay`)).status).toBe(500);
    expect(await listed(job.id)).toMatchObject({ job });
  });

  it("[JOBS-8] drops it for good", async () => {
    const job = auditJob();
    await deliver([job], { attempts: lastAttempt, environment: noAudit });
    expect((await admin("DELETE", `/${job.id}`)).status).toBe(204);
    expect(await listed(job.id)).toBeUndefined();
    expect(codeOf(await admin("DELETE", `/${job.id}`))).toBe("NOT_FOUND");
    expect(queue.of(job.payload.userId)).toEqual([]);
  });

  it("[JOBS-8] sees all of them, the newest first, page by page", async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `page-${crypto.randomUUID()}-${n}`);
    const ends = ids.map((id, n) => {
      // Three at each moment, so that a page ends between two of one moment.
      const end = { reason: "malformed", error: null, attempts: 9, diedAt: 5_000 + Math.floor(n / 3) } as const;
      return insertDeadLetter(env.DIRECTORY, { id, body: n }, end);
    });
    await Promise.all(ends);
    const all = await listAll();
    const times = all.map(({ diedAt }) => diedAt);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(all.filter(({ id }) => ids.includes(id)).map(({ id }) => id)).toHaveLength(120);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it.each(["?cursor=", "?cursor=a.b", "?cursor=%20", "?limit=5", "?cursor=1_a&cursor=1_b"])(
    "[HTTP-12] is told of a malformed page: %s",
    async (query) => {
      expect(codeOf(await admin("GET", query))).toBe("INVALID_REQUEST");
    },
  );

  it.each(["%", "a%2Fb", "a".repeat(65), "é"])("[JOBS-8] finds nothing under a malformed id: %s", async (id) => {
    expect(codeOf(await admin("DELETE", `/${id}`))).toBe("NOT_FOUND");
    expect(codeOf(await admin("POST", `/${id}/replay`))).toBe("NOT_FOUND");
  });
});

describe("[JOBS-9] nobody is an operator", () => {
  const secret = env.ADMIN_TOKEN ?? "";

  async function codeWith(authorization: string | null, environment: Partial<Record<"ADMIN_TOKEN", string>>) {
    const { ADMIN_TOKEN: _, ...others } = env;
    const headers = authorization === null ? {} : { authorization };
    const request = new Request(`${origin}/api/admin/dead-letters`, { headers });
    const response = await handleRequest(withAddress(request), { ...others, ...environment });
    return response.status === 200 ? 200 : (await response.json<{ code: string }>()).code;
  }

  it.each([
    ["without a token", null, secret],
    ["with another token", `Bearer ${secret}x`, secret],
    ["with a part of it", `Bearer ${secret.slice(0, -1)}`, secret],
    ["by another scheme", `Basic ${secret}`, secret],
    ["where a deployment has a secret that can be guessed", "Bearer short-secret", "short-secret"],
    ["where a deployment's secret is empty", "Bearer ", ""],
  ])("%s", async (_name, authorization, ADMIN_TOKEN) => {
    expect(await codeWith(authorization, { ADMIN_TOKEN })).toBe("NOT_AUTHENTICATED");
  });

  it("where a deployment has no secret", async () => {
    expect(await codeWith("Bearer undefined", {})).toBe("NOT_AUTHENTICATED");
    expect(await codeWith(`Bearer ${secret}`, { ADMIN_TOKEN: secret })).toBe(200);
  });
});
