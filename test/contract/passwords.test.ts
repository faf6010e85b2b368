// Passwords over HTTP: changed, too common, known devices, and what the user is told of it all.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { passwordShardStub } from "../../durable-objects/runtime/stubs.ts";
import { sessionResultShape, type SessionResult } from "../../schema/protocol/http-auth.ts";
import { passwordChangedShape, securityEventsResultShape, type SecurityEvent } from "../../schema/protocol/http-me.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { passwordPlace } from "../../workers/accounts/password-place.ts";
import { session } from "../support/actors.ts";
import { CaughtQueue, deliver } from "../support/jobs-queue.ts";
import { logIn, newUsername, password, register } from "../support/people.ts";
import { callUnder, callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

const hourMs = 3_600_000;
const next = "staple the correct horse";
const call = (method: string, path: string, token?: string, body?: unknown, address?: string): Promise<HttpAnswer> =>
  callWorker({
    method,
    path,
    token,
    body,
    ...(address === undefined ? {} : { headers: { "cf-connecting-ip": address } }),
  });
const change = (token: string, current = password, wanted = next): Promise<HttpAnswer> =>
  call("POST", "/api/me/password", token, { current, next: wanted });
const login = (username: string, guess: string, more: object = {}, address?: string): Promise<HttpAnswer> =>
  call("POST", "/api/auth/login", undefined, { username, password: guess, ...more }, address);
/** Under a deployment that challenges; the request carries no token of one. */
const loginChallenged = (username: string, guess: string, more: object = {}): Promise<HttpAnswer> =>
  callUnder(
    { TURNSTILE_SITE_KEY: "site-key", TURNSTILE_SECRET: "secret" },
    { method: "POST", path: "/api/auth/login", body: { username, password: guess, ...more } },
  );
const statusOf = async (token: string): Promise<number> => (await call("GET", "/api/devices", token)).status;
const sessionOf = ({ body }: HttpAnswer): SessionResult => v.parse(sessionResultShape, body);
/** From a network of its own each, so that only the account's sum can refuse. */
const guessFrom = (username: string, n: number) => login(username, `guess number ${n}`, {}, `198.${n}.0.1`);

const shardOf = (username: string) =>
  env.PASSWORD_SHARD.get(env.PASSWORD_SHARD.idFromName(passwordPlace("username", username, env).shard));
const rowsOf = (username: string): Promise<number> =>
  runInDurableObject(shardOf(username), (_, { storage }) => {
    const { subject } = passwordPlace("username", username, env);
    const rows = storage.sql.exec("SELECT * FROM attempt WHERE subject = ?", subject).toArray();
    expect(JSON.stringify(rows)).not.toContain(username.toLowerCase());
    return rows.length;
  });

describe("a change of password", () => {
  it("[AUTH-36] takes the new one from now on, keeps the caller and ends all other sign-ins", async () => {
    const username = newUsername("ada");
    const [laptop, phone] = [await register(username), await logIn(username)];
    const changed = await change(laptop.accessToken);
    expect(changed.status).toBe(200);
    expect(await statusOf(laptop.accessToken)).toBe(200);
    expect(await statusOf(phone.accessToken)).toBe(401);
    const refresh = (refreshToken: string) => call("POST", "/api/auth/refresh", undefined, { refreshToken });
    expect(codeOf(await refresh(phone.refreshToken))).toBe("DEVICE_SIGNED_OUT");
    expect((await refresh(laptop.refreshToken)).status).toBe(200);
    expect(codeOf(await login(username, password))).toBe("INVALID_CREDENTIALS");
    expect((await login(username, next)).status).toBe(200);
  });

  it("[AUTH-36] asks for the current one, counts wrong ones for this device, and changes nothing for them", async () => {
    const username = newUsername("ada");
    const { accessToken } = await register(username);
    const answers: HttpAnswer[] = [];
    for (let n = 0; n < 6; n++) answers.push(await change(accessToken, `guess number ${n}`));
    expect(answers.map(codeOf)).toEqual([...Array(5).fill("WRONG_PASSWORD"), "RATE_LIMITED"]);
    expect(answers[0]).toMatchObject({ status: 403, body: { pointer: "/current" } });
    expect((await login(username, password)).status).toBe(200);
  });

  it("[AUTH-36] succeeds for one of two that come at once", async () => {
    const { accessToken } = await register(newUsername("ada"));
    const answers = await Promise.all([change(accessToken), change(accessToken, password, `${next} again`)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403]);
  });

  it("[AUTH-40] may be done 20 times an hour, those of groups included", async () => {
    const { accessToken } = await register(newUsername("ada"));
    const made = await call("POST", "/api/groups", accessToken, { name: "Readers", memberIds: [] });
    const { id } = (made.body as { group: { id: string } }).group;
    const set = (n: number) => call("PATCH", `/api/groups/${id}`, accessToken, { password: `open sesame ${n}` });
    const answers = await Promise.all(Array.from({ length: 22 }, (_, n) => set(n)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(answers.filter((answer) => codeOf(answer) === "RATE_LIMITED")).toHaveLength(2);
    expect(codeOf(await change(accessToken))).toBe("RATE_LIMITED");
  });
});

describe("the version of a password", () => {
  it("[AUTH-37] refuses the sign-in whose password was changed while it was checked", async () => {
    const { user, accessToken } = await register(newUsername("ada"));
    await change(accessToken);
    const late = {
      userId: user.id,
      device: { platform: "web", name: "" },
      event: "signed-in",
      passwordVersion: 1,
    } as const;
    expect(await session(user.id).signIn(late)).toEqual({ refusal: { code: "INVALID_CREDENTIALS" } });
  });

  it("[AUTH-37] ends the other sign-ins at the next one, if a crash came between account and session", async () => {
    const username = newUsername("ada");
    const thief = await register(username);
    const update = "UPDATE account SET password_version = 2 WHERE id = ?";
    await env.DIRECTORY.prepare(update).bind(thief.user.id).run();
    expect(await statusOf(thief.accessToken)).toBe(200);
    const owner = await logIn(username);
    expect(await statusOf(thief.accessToken)).toBe(401);
    expect(await statusOf(owner.accessToken)).toBe(200);
    const again = await logIn(username);
    expect([await statusOf(owner.accessToken), await statusOf(again.accessToken)]).toEqual([200, 200]);
  });

  it("[AUTH-37] lets in by a Worker of the version before, which tells none", async () => {
    const { user } = await register(newUsername("ada"));
    const { attemptId } = (await session(user.id).beginLogin()) as { attemptId: string };
    const device = { platform: "web", name: "" } as const;
    expect(await session(user.id).signIn({ userId: user.id, attemptId, device })).toHaveProperty("family");
    for (let n = 0; n < 4; n++) await session(user.id).beginLogin();
    expect(await session(user.id).beginLogin()).toMatchObject({ refusal: { code: "RATE_LIMITED" } });
  });
});

describe("a password that is guessed first", () => {
  it.each(["password1", "QwertyUiop", "iloveyou"])(
    "[AUTH-38] %j is refused at registration and change",
    async (word) => {
      const body = { username: newUsername("ada"), password: word };
      const refused = await call("POST", "/api/auth/register", undefined, body);
      expect(refused).toMatchObject({ status: 400, body: { code: "PASSWORD_TOO_COMMON", pointer: "/password" } });
      const { accessToken } = await register(newUsername("ada"));
      expect(await change(accessToken, password, word)).toMatchObject({
        status: 400,
        body: { code: "PASSWORD_TOO_COMMON", pointer: "/next" },
      });
    },
  );

  it("[AUTH-38] is one's own name, but no reason to refuse a sign-in", async () => {
    const username = newUsername("lovelace");
    const refused = await call("POST", "/api/auth/register", undefined, { username, password: username.toUpperCase() });
    expect(codeOf(refused)).toBe("PASSWORD_TOO_COMMON");
    const { user } = await register(username);
    const { password_hash: hash } = (await env.DIRECTORY.prepare("SELECT password_hash FROM account WHERE id = ?")
      .bind((await withPassword("password1")).id)
      .first<{ password_hash: string }>()) ?? { password_hash: "" };
    await env.DIRECTORY.prepare("UPDATE account SET password_hash = ? WHERE id = ?").bind(hash, user.id).run();
    expect((await login(username, "password1")).status).toBe(200);
  });
});

/** An account from before such passwords were refused. */
async function withPassword(old: string): Promise<{ readonly id: UserId }> {
  const { user } = await register(newUsername("old"));
  const hashed = await passwordShardStub(env, "shard-0").hash({ password: old, changesOf: null });
  if ("refusal" in hashed) throw new Error(hashed.refusal.code);
  await env.DIRECTORY.prepare("UPDATE account SET password_hash = ? WHERE id = ?")
    .bind(hashed.passwordHash, user.id)
    .run();
  return user;
}

describe("a known device", () => {
  const locked = async () => {
    const username = newUsername("ada");
    const laptop = await register(username);
    await call("POST", "/api/auth/logout", laptop.accessToken);
    for (let n = 1; n <= 50; n++) expect(codeOf(await guessFrom(username, n))).toBe("INVALID_CREDENTIALS");
    return { username, laptop };
  };

  it("[AUTH-31] [AUTH-35] signs in by its secret, after a sign-out too, while strangers' guesses challenge every other", async () => {
    const { username, laptop } = await locked();
    expect(codeOf(await loginChallenged(username, password))).toBe("CHALLENGE_REQUIRED");
    const { deviceSecret } = laptop;
    expect((await loginChallenged(username, password, { deviceSecret })).status).toBe(200);
    // A new sign-in gives a new one.
    const renewed = sessionOf(await loginChallenged(username, password, { deviceSecret, device: { id: "laptop" } }));
    expect((await loginChallenged(username, password, { deviceSecret: renewed.deviceSecret })).status).toBe(200);
  });

  it("[AUTH-50] is not needed where nobody is challenged: no number of strangers' guesses keeps a new device out", async () => {
    const { username } = await locked();
    for (let n = 51; n <= 60; n++) expect(codeOf(await guessFrom(username, n))).toBe("INVALID_CREDENTIALS");
    expect((await login(username, password)).status).toBe(200);
    // The networks still have their own counts, for this account too.
    const guesses = Array.from({ length: 6 }, (_, n) => login(username, `wrong guess ${n}`, {}, "198.61.1.1"));
    const codes = (await Promise.all(guesses)).map(codeOf);
    expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(1);
  });

  it("[AUTH-35] is any other device by a secret that is forged, of somebody else, or too long", async () => {
    const { username, laptop } = await locked();
    const stranger = await register(newUsername("eve"));
    const forged = `${laptop.deviceSecret?.slice(0, -4)}AAAA`;
    const foreign = `${laptop.deviceSecret?.slice(0, -43)}${"é".repeat(43)}`;
    for (const deviceSecret of [forged, foreign, stranger.deviceSecret, "a.b.c.d", ""]) {
      expect(codeOf(await loginChallenged(username, password, { deviceSecret }))).toBe("CHALLENGE_REQUIRED");
    }
    expect(codeOf(await login(username, password, { deviceSecret: "x".repeat(513) }))).toBe("INVALID_REQUEST");
  });

  it.each(["kicked", "after a change of password"])("[AUTH-35] is known no more: %s", async (how) => {
    const username = newUsername("ada");
    const [laptop, phone] = [await register(username), await logIn(username)];
    if (how === "kicked") await call("DELETE", `/api/devices/${laptop.device.id}`, phone.accessToken);
    const changed = how === "kicked" ? null : await change(phone.accessToken);
    for (let n = 1; n <= 50; n++) await guessFrom(username, n);
    const right = changed === null ? password : next;
    const { deviceSecret } = laptop;
    expect(codeOf(await loginChallenged(username, right, { deviceSecret }))).toBe("CHALLENGE_REQUIRED");
    const kept = changed === null ? phone.deviceSecret : v.parse(passwordChangedShape, changed.body).deviceSecret;
    expect((await login(username, right, { deviceSecret: kept })).status).toBe(200);
  });
});

describe("the shard", () => {
  it("[AUTH-34] stores counts under a hash only, nothing for refusals and nothing after a success", async () => {
    const username = newUsername("ada");
    await register(username);
    for (let n = 0; n < 5; n++) await login(username, `guess number ${n}`, {}, "2001:db8:aaaa:1::1");
    // Three networks of IPv6, and their sum.
    expect(await rowsOf(username)).toBe(4);
    for (let n = 0; n < 4; n++) await login(username, `guess number ${n}`, {}, "2001:db8:aaaa:1::2");
    expect(await rowsOf(username)).toBe(4);
    const other = newUsername("ada");
    await register(other);
    await login(other, "wrong password", {}, "2001:db8:aaaa:2::1");
    await login(other, password, {}, "2001:db8:aaaa:2::1");
    expect(await rowsOf(other)).toBe(0);
  });

  it("[AUTH-34] forgets an unknown name when the window is over, without a request", async () => {
    const username = newUsername("nobody");
    await login(username, "wrong password");
    expect(await rowsOf(username)).toBeGreaterThan(0);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 16 * 60_000 });
    expect(await runDurableObjectAlarm(shardOf(username))).toBe(true);
    expect(await rowsOf(username)).toBe(0);
  });
});

describe("security events", () => {
  let queue: CaughtQueue;
  beforeEach(() => {
    queue = new CaughtQueue();
  });
  afterEach(() => queue.restore());

  /** Delivers what was told of the user, and asks for a page. */
  async function eventsOf(token: string, userId: UserId, query = ""): Promise<readonly SecurityEvent[]> {
    await deliver(queue.of(userId));
    return pageOf(await call("GET", `/api/me/security-events${query}`, token)).items;
  }
  const pageOf = ({ body }: HttpAnswer) => v.parse(securityEventsResultShape, body);
  /** Counts are of an hour, and this is the next one: no alarm rings before it is rung here. */
  const withinAnHour = (): unknown =>
    vi.useFakeTimers({ toFake: ["Date"], now: (Math.floor(Date.now() / hourMs) + 1) * hourMs + 60_000 });
  async function tellFailures(username: string): Promise<void> {
    const now = Date.now();
    vi.setSystemTime(now + 61_000);
    await runDurableObjectAlarm(shardOf(username));
    vi.setSystemTime(now);
  }

  it("[JOBS-12] [JOBS-13] add failed passwords up by hour and coarse network, and say whether they locked it", async () => {
    withinAnHour();
    const username = newUsername("ada");
    const { user, accessToken } = await register(username);
    for (let n = 0; n < 7; n++) await login(username, `guess number ${n}`, {}, "203.0.113.77");
    await login(username, "wrong password", {}, "203.0.113.78");
    await login(username, "wrong password", {}, "2001:db8:1:2:3::4");
    await tellFailures(username);
    await login(username, "wrong password", {}, "203.0.113.79");
    await tellFailures(username);
    const failed = (await eventsOf(accessToken, user.id)).filter(({ event }) => event === "sign-in-failed");
    expect(failed.map(({ network, count, locked }) => ({ network, count, locked }))).toEqual(
      expect.arrayContaining([
        { network: "203.0.113.0/24", count: 7, locked: true },
        { network: "2001:db8:1::/48", count: 1, locked: false },
      ]),
    );
    expect(failed.length).toBeLessThanOrEqual(4); // two, unless an hour ended meanwhile
    expect(failed.every(({ at }) => at % hourMs === 0)).toBe(true);
    // Late and repeated jobs do not count down.
    await deliver(queue.of(user.id).toReversed());
    expect((await eventsOf(accessToken, user.id)).filter(({ event }) => event === "sign-in-failed")).toEqual(failed);
    expect(JSON.stringify(queue.of(user.id))).not.toMatch(/203\.0\.113\.7|2001:db8:1:2/);
  });

  it("[AUTH-52] tell of 20 networks an hour, and add up what comes from others", async () => {
    withinAnHour();
    const username = newUsername("ada");
    const { user, accessToken } = await register(username);
    for (let n = 1; n <= 23; n++) await guessFrom(username, n);
    await tellFailures(username);
    const failed = (await eventsOf(accessToken, user.id)).filter(({ event }) => event === "sign-in-failed");
    // Of two hours, if one ended meanwhile.
    const hours = new Set(failed.map(({ at }) => at)).size;
    expect(failed.length).toBeLessThanOrEqual(21 * hours);
    expect(failed.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(23);
    expect(failed.filter(({ network }) => network !== null).length).toBeLessThanOrEqual(20 * hours);
  });

  it("[JOBS-12] store nothing of names that do not exist", async () => {
    const username = newUsername("nobody");
    for (let n = 0; n < 3; n++) await login(username, `guess number ${n}`, {}, "192.0.2.99");
    const rows = await runInDurableObject(shardOf(username), (_, { storage }) =>
      storage.sql.exec("SELECT * FROM failed_sign_in WHERE network = '192.0.2.0/24'").toArray(),
    );
    expect(rows).toEqual([]);
  });

  it("[JOBS-3] [JOBS-13] tell of sign-ins, sign-outs, kicks and changes of the password, the newest first, in pages", async () => {
    const username = newUsername("ada");
    const first = await register(username);
    const [second, third] = [await logIn(username), await logIn(username)];
    await call("DELETE", `/api/devices/${second.device.id}`, first.accessToken);
    await change(first.accessToken);
    await vi.waitFor(() => expect(queue.of(first.user.id)).toHaveLength(6));
    const events = await eventsOf(first.accessToken, first.user.id);
    expect(events).toEqual(
      expect.arrayContaining(
        [
          { event: "registered", deviceId: first.device.id, platform: "web" },
          { event: "signed-in", deviceId: second.device.id, platform: "web" },
          { event: "signed-in", deviceId: third.device.id, platform: "web" },
          { event: "signed-out", deviceId: second.device.id, by: "other-device", byDeviceId: first.device.id },
          { event: "password-changed", deviceId: first.device.id },
          { event: "signed-out", deviceId: third.device.id, by: "password-change", byDeviceId: first.device.id },
        ].map((event) => expect.objectContaining(event)),
      ),
    );
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => b - a));
    const walked: SecurityEvent[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const path = `/api/me/security-events?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const page = pageOf(await call("GET", path, first.accessToken));
      expect(page.items.length).toBeLessThanOrEqual(2);
      walked.push(...page.items);
      cursor = page.next;
    }
    expect(walked).toEqual(events);
  });

  it("[JOBS-14] are kept for 90 days, and then deleted, whoever they are about", async () => {
    const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
    await vi.waitFor(() => expect(queue.of(bob.user.id)).toHaveLength(1));
    const insert = env.DIRECTORY.prepare("INSERT INTO audit_event VALUES (?, ?, ?, 'signed-in', NULL, '{}')");
    const days = (n: number): number => Date.now() - n * 86_400_000;
    await insert.bind("old", ada.user.id, days(91)).run();
    await insert.bind("kept", ada.user.id, days(89)).run();
    const listed = await eventsOf(ada.accessToken, bob.user.id);
    expect(listed.map(({ id }) => id)).toContain("kept");
    expect(listed.map(({ id }) => id)).not.toContain("old");
    const { results } = await env.DIRECTORY.prepare("SELECT id FROM audit_event WHERE user_id = ?")
      .bind(ada.user.id)
      .all();
    expect(results.map(({ id }) => id)).not.toContain("old");
  });
});

afterEach(() => vi.useRealTimers());
