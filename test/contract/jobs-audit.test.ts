// What happens to an account is told by jobs: decided with the fact, written into the directory once.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { newDeviceId, newUserId, type UserId } from "../../schema/protocol/ids.ts";
import { mostFailures, mostPerAccount } from "../../workers/accounts/audit-log.ts";
import { CaughtQueue, deliver, withFailingDirectory } from "../support/jobs-queue.ts";
import { aMinuteAfterRotation } from "../support/aged-device.ts";
import { logIn, newUsername, password, register } from "../support/people.ts";
import { callWorker } from "../support/worker-http.ts";

let queue: CaughtQueue;
beforeEach(() => {
  queue = new CaughtQueue();
});
afterEach(() => queue.restore());

const call = (method: string, path: string, token?: string, body?: unknown) =>
  callWorker({ method, path, token, body });

interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly event: string;
  readonly device_id: string | null;
  readonly detail: string;
}

async function auditOf(userId: UserId): Promise<readonly AuditRow[]> {
  const query = env.DIRECTORY.prepare("SELECT * FROM audit_event WHERE user_id = ? ORDER BY at, event");
  return (await query.bind(userId).all<AuditRow>()).results;
}

/** Waits until the queue took so many jobs about the user: nobody else waits for that. */
async function told(userId: UserId, count: number) {
  await vi.waitFor(() => expect(queue.of(userId)).toHaveLength(count));
  return queue.of(userId);
}

const eventsOf = async (userId: UserId, count: number) => (await told(userId, count)).map(({ payload }) => payload);

const signInJob = (userId: UserId, at: number) => ({
  v: 1 as const,
  id: crypto.randomUUID(),
  kind: "account-audit" as const,
  at,
  payload: { event: "signed-in" as const, userId, deviceId: newDeviceId(), platform: "web" },
});

describe("[JOBS-3] an account's audit tells", () => {
  it("of registration and sign-in, by device", async () => {
    const username = newUsername("ada");
    const phone = await register(username);
    const laptop = await logIn(username);
    const userId = phone.user.id;
    expect(await eventsOf(userId, 2)).toEqual(
      expect.arrayContaining([
        { event: "registered", userId, deviceId: phone.device.id, platform: "web" },
        { event: "signed-in", userId, deviceId: laptop.device.id, platform: "web" },
      ]),
    );
  });

  it("of sign-out, and by whom", async () => {
    const username = newUsername("ada");
    const [first, second, third] = [await register(username), await logIn(username), await logIn(username)];
    const userId = first.user.id;
    await call("DELETE", `/api/devices/${second.device.id}`, first.accessToken);
    await call("DELETE", "/api/devices", first.accessToken);
    await call("POST", "/api/auth/logout", first.accessToken);
    const by = { by: "other-device", byDeviceId: first.device.id };
    expect(await eventsOf(userId, 6)).toEqual(
      expect.arrayContaining([
        { event: "signed-out", userId, deviceId: second.device.id, ...by },
        { event: "signed-out", userId, deviceId: third.device.id, ...by },
        { event: "signed-out", userId, deviceId: first.device.id, by: "itself" },
      ]),
    );
  });

  it("of the device that an eleventh pushed out", async () => {
    const username = newUsername("ada");
    const first = await register(username);
    for (let i = 0; i < 9; i++) await logIn(username);
    const eleventh = await logIn(username);
    const userId = first.user.id;
    const by = { by: "device-limit", byDeviceId: eleventh.device.id };
    // In any order: jobs of one moment have none.
    expect(await eventsOf(userId, 12)).toEqual(
      expect.arrayContaining([
        { event: "signed-in", userId, deviceId: eleventh.device.id, platform: "web" },
        { event: "signed-out", userId, deviceId: first.device.id, ...by },
      ]),
    );
  });

  it("of a refresh token that came twice, once; and not of refreshing", async () => {
    const { user, device, refreshToken } = await register(newUsername("ada"));
    const userId = user.id;
    const refresh = () => call("POST", "/api/auth/refresh", undefined, { refreshToken });
    expect((await refresh()).status).toBe(200);
    await aMinuteAfterRotation(userId);
    expect((await refresh()).body).toMatchObject({ code: "REFRESH_TOKEN_REUSED" });
    expect((await refresh()).body).toMatchObject({ code: "DEVICE_SIGNED_OUT" });
    expect(await eventsOf(userId, 3)).toEqual(
      expect.arrayContaining([
        { event: "refresh-token-reused", userId, deviceId: device.id },
        { event: "signed-out", userId, deviceId: device.id, by: "token-reuse" },
      ]),
    );
  });

  it("of a refresh token whose successor was in use already, once however often it comes; and not of its repeat", async () => {
    const { user, device, refreshToken } = await register(newUsername("ada"));
    const refresh = () => call("POST", "/api/auth/refresh", undefined, { refreshToken });
    const { accessToken } = (await refresh()).body as SessionResult;
    expect((await refresh()).status).toBe(200);
    expect((await call("GET", "/api/devices", accessToken)).status).toBe(200);
    for (let i = 0; i < 3; i++) expect((await refresh()).body).toMatchObject({ code: "REFRESH_SUPERSEDED" });
    expect(await eventsOf(user.id, 2)).toContainEqual({
      event: "refresh-superseded",
      userId: user.id,
      deviceId: device.id,
    });
  });

  it("nothing that is secret", async () => {
    const username = newUsername("ada");
    const body = { username, password, device: { platform: "ios", name: "Ada's phone" } };
    const { accessToken, refreshToken, user } = (await call("POST", "/api/auth/register", undefined, body))
      .body as SessionResult;
    await call("POST", "/api/auth/refresh", undefined, { refreshToken });
    await aMinuteAfterRotation(user.id);
    await call("POST", "/api/auth/refresh", undefined, { refreshToken });
    const text = JSON.stringify(await told(user.id, 3));
    for (const secret of [password, accessToken, refreshToken, username, "phone", "2001:db8"]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain("ios");
  });
});

describe("the consumer", () => {
  it("[JOBS-2] writes an event once, however often and in whatever company it is delivered", async () => {
    const { user, device } = await register(newUsername("ada"));
    const [job] = await told(user.id, 1);
    expect(await deliver([job, job])).toEqual({ acked: ["m0", "m1"], retried: {} });
    expect(await deliver([job], { attempts: 3 })).toEqual({ acked: ["m0"], retried: {} });
    expect(await auditOf(user.id)).toEqual([
      {
        id: job?.id,
        user_id: user.id,
        at: job?.at,
        event: "registered",
        device_id: device.id,
        detail: '{"platform":"web"}',
      },
    ]);
  });

  it("[JOBS-2] [JOBS-6] that failed halfway does the rest at the next attempt", async () => {
    const written = vi.spyOn(console, "error").mockImplementation(() => {});
    const { user } = await register(newUsername("ada"));
    const [job] = await told(user.id, 1);
    for (const when of ["before", "after", "after"] as const) {
      const outcome = await deliver([job], { environment: withFailingDirectory(() => when) });
      expect(outcome.acked).toEqual([]);
      expect(Object.keys(outcome.retried)).toEqual(["m0"]);
      expect(await auditOf(user.id)).toHaveLength(when === "before" ? 0 : 1);
    }
    expect((await deliver([job], { attempts: 4 })).acked).toEqual(["m0"]);
    expect(await auditOf(user.id)).toHaveLength(1);
    written.mockRestore();
  });

  it("[JOBS-6] writes a batch in one call, whosever events they are; if that fails, each alone", async () => {
    const [ada, ben] = [newUserId(), newUserId()];
    const jobs = Array.from({ length: 100 }, (_, n) => signInJob(n % 3 === 0 ? ben : ada, Date.now()));
    const calls: string[] = [];
    const counting = withFailingDirectory((statements) => {
      calls.push(statements);
      return false;
    });
    expect((await deliver([...jobs, jobs[0]], { environment: counting })).acked).toHaveLength(101);
    expect(calls).toHaveLength(1);
    // What is kept of an account is read once for it, not for each event.
    expect(calls[0]?.match(/OFFSET/g)).toHaveLength(2);
    expect([(await auditOf(ada)).length, (await auditOf(ben)).length]).toEqual([66, 34]);

    const written = vi.spyOn(console, "error").mockImplementation(() => {});
    const failing = withFailingDirectory((statements) => statements.split("OFFSET").length > 2 && "before");
    const others = [ada, ben].map((userId) => signInJob(userId, Date.now()));
    expect((await deliver(others, { environment: failing })).acked).toEqual(["m0", "m1"]);
    expect([(await auditOf(ada)).length, (await auditOf(ben)).length]).toEqual([67, 35]);
    written.mockRestore();
  });

  it("[JOBS-2] takes what the queue itself delivers", async () => {
    queue.restore();
    const { user } = await register(newUsername("ada"));
    await vi.waitFor(async () => expect(await auditOf(user.id)).toHaveLength(1), { timeout: 8_000, interval: 100 });
  }, 10_000);
});

it("[OPS-8] of one account the newest 1,000 events are kept, and all of the others'", async () => {
  const [ada, ben] = [newUserId(), newUserId()];
  const now = Date.now();
  const fill = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?3)
    INSERT INTO audit_event SELECT ?1 || i, ?1, ?2 - i, 'signed-in', NULL, '{}' FROM n`;
  await env.DIRECTORY.prepare(fill)
    .bind(ada, now, mostPerAccount - 1)
    .run();
  await env.DIRECTORY.prepare(fill).bind(ben, now, 3).run();
  expect((await deliver([signInJob(ada, now)])).acked).toEqual(["m0"]);
  expect(await auditOf(ada)).toHaveLength(mostPerAccount);
  expect((await deliver([signInJob(ada, now + 1)])).acked).toEqual(["m0"]);
  const kept = await auditOf(ada);
  expect([kept.length, kept[0]?.at, kept.at(-1)?.at]).toEqual([mostPerAccount, now - mostPerAccount + 2, now + 1]);
  expect(await auditOf(ben)).toHaveLength(3);
});

it("[AUTH-52] failed passwords push nothing else out, from however many networks strangers guess", async () => {
  const ada = newUserId();
  const hourMs = 3_600_000;
  const hourAt = Math.floor(Date.now() / hourMs) * hourMs;
  await env.DIRECTORY.prepare("INSERT INTO audit_event VALUES (?1, ?2, ?3, 'signed-in', NULL, '{}')")
    .bind(`thief_${ada}`, ada, hourAt - 20 * hourMs)
    .run();
  const fill = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?3)
    INSERT INTO audit_event SELECT ?1 || i, ?1, ?2 - i, 'sign-in-failed', NULL, '{"count":1}' FROM n`;
  await env.DIRECTORY.prepare(fill)
    .bind(ada, hourAt, mostPerAccount + 10)
    .run();
  const job = {
    v: 1 as const,
    id: crypto.randomUUID(),
    kind: "account-audit" as const,
    at: hourAt,
    payload: {
      event: "sign-in-failed" as const,
      userId: ada,
      deviceId: null,
      hourAt,
      network: "192.0.2.0/24",
      count: 1,
      locked: false,
    },
  };
  expect((await deliver([job])).acked).toEqual(["m0"]);
  const kept = await auditOf(ada);
  expect(kept.filter(({ event }) => event === "signed-in")).toHaveLength(1);
  expect(kept.filter(({ event }) => event === "sign-in-failed")).toHaveLength(mostFailures);
});
