// Accounts as a client meets them: register, log in, and who is kept from trying too often.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { sessionResultShape } from "../../schema/protocol/http-auth.ts";
import { logIn, newUsername, password, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

const post = (path: string, body: unknown, address?: string): Promise<HttpAnswer> =>
  callWorker({
    method: "POST",
    path,
    body,
    ...(address === undefined ? {} : { headers: { "cf-connecting-ip": address } }),
  });
const registering = (body: object, address?: string): Promise<HttpAnswer> =>
  post("/api/auth/register", { username: newUsername("ada"), password, ...body }, address);
const loggingIn = (username: string, guess: string, address?: string): Promise<HttpAnswer> =>
  post("/api/auth/login", { username, password: guess }, address);

async function inParallel<T>(times: number, act: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, act));
}

describe("register", () => {
  it("[AUTH-1] answers with the user, a signed-in device and both tokens", async () => {
    const username = newUsername("Ada");
    const { status, body } = await registering({ username });
    expect(status).toBe(201);
    const session = v.parse(sessionResultShape, body);
    expect(session.user).toMatchObject({ username, displayName: username });
    expect(session.expiresIn).toBe(900);
    const { body: devices } = await callWorker({ method: "GET", path: "/api/devices", token: session.accessToken });
    expect(devices).toMatchObject({ items: [{ id: session.device.id, platform: "web", current: true }] });
  });

  it("[AUTH-1] takes a display name and a device", async () => {
    const { body } = await registering({
      displayName: "Ada L. 🧮",
      device: { id: "my-phone", platform: "ios", name: "Phone" },
    });
    expect(body).toMatchObject({ user: { displayName: "Ada L. 🧮" }, device: { id: "my-phone" } });
  });

  it("[AUTH-1] refuses a username that is taken, whatever its case", async () => {
    const username = newUsername("Ada");
    await register(username);
    for (const same of [username, username.toLowerCase(), username.toUpperCase()]) {
      expect(codeOf(await registering({ username: same }))).toBe("USERNAME_TAKEN");
    }
  });

  it("[NAME-2] refuses a username that is taken for the service's, like one that is taken", async () => {
    for (const username of ["Admin", "r00t", "_klatch_", "___"]) {
      const answer = await registering({ username });
      expect([username, answer.status, codeOf(answer)]).toEqual([username, 409, "USERNAME_TAKEN"]);
    }
  });

  it("[NAME-1] stores a display name composed and with plain spaces", async () => {
    const { body } = await registering({ displayName: " Jose\u0301\u3000Garci\u0301a " });
    expect(body).toMatchObject({ user: { displayName: "Jos\u00E9 Garc\u00EDa" } });
  });

  it("[AUTH-1] gives a username to one of many who want it at once", async () => {
    const username = newUsername("race");
    const answers = await inParallel(8, () => registering({ username }));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array(7).fill(409)]);
  });

  it.each([
    ["a short username", { username: "ab" }],
    ["a long username", { username: "a".repeat(21) }],
    ["a username with other characters", { username: "ada lovelace" }],
    ["a username outside ASCII", { username: "ädä_l" }],
    ["a short password", { password: "1234567" }],
    ["a long password", { password: "x".repeat(129) }],
    ["a password with a lone surrogate", { password: "12345678\ud800" }],
    ["an empty display name", { displayName: "" }],
    ["a display name that shows as nothing", { displayName: "\u3164" }],
    ["a display name that turns its surroundings", { displayName: "\u202Eada" }],
    ["a number for a name", { displayName: 7 }],
    ["an unknown field", { admin: true }],
    ["an unknown platform", { device: { platform: "fridge" } }],
    ["a device id with other characters", { device: { id: "a/b" } }],
  ])("[AUTH-1] refuses %s", async (_name, body) => {
    const answer = await registering(body);
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe("INVALID_REQUEST");
  });

  it("[AUTH-2] keeps the password as a salted scrypt hash, the same one never twice", async () => {
    const usernames = [newUsername("salt"), newUsername("salt")];
    for (const username of usernames) await register(username);
    const { results } = await env.DIRECTORY.prepare("SELECT * FROM account WHERE username IN (?, ?)")
      .bind(...usernames)
      .all<{ password_hash: string }>();
    const hashes = results.map((row) => row.password_hash);
    expect(hashes).toHaveLength(2);
    expect(new Set(hashes).size).toBe(2);
    for (const hash of hashes) expect(hash).toMatch(/^\$scrypt\$n=2,r=8,p=5\$[\w-]{22}\$[\w-]{43}$/);
    expect(JSON.stringify(results)).not.toContain(password);
  });
});

describe("log in", () => {
  it("[AUTH-3] signs in with the username in any case", async () => {
    const username = newUsername("Ada");
    const { user } = await register(username);
    expect((await logIn(username.toUpperCase())).user).toEqual(user);
  });

  it("[AUTH-3] refuses a wrong password and an unknown username alike", async () => {
    const username = newUsername("ada");
    await register(username);
    const wrong = await loggingIn(username, "wrong password");
    const unknown = await loggingIn(newUsername("nobody"), "wrong password");
    const withoutInstance = ({ body }: HttpAnswer): object => ({ ...(body as object), instance: null });
    expect(codeOf(wrong)).toBe("INVALID_CREDENTIALS");
    expect(wrong.status).toBe(401);
    expect(withoutInstance(unknown)).toEqual(withoutInstance(wrong));
  });
});

describe("guessing", () => {
  it("[AUTH-6] refuses a network's next attempt after 5 failures, even with the right password, and no other network's", async () => {
    const username = newUsername("ada");
    await register(username);
    for (let i = 0; i < 5; i++)
      expect(codeOf(await loggingIn(username, `guess number ${i}`, "203.0.113.1"))).toBe("INVALID_CREDENTIALS");
    const refused = await loggingIn(username, password, "203.0.113.1");
    expect(refused.status).toBe(429);
    expect(codeOf(refused)).toBe("RATE_LIMITED");
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(14 * 60);
    expect(seconds).toBeLessThanOrEqual(15 * 60);
    expect(refused.body).toHaveProperty("retryAfterMs");
    expect((await loggingIn(username, password, "198.51.100.1")).status).toBe(200);
  });

  it("[AUTH-6] forgets failures when the right password comes", async () => {
    const username = newUsername("ada");
    await register(username);
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 4; i++) await loggingIn(username, "wrong password", "203.0.113.2");
      expect((await loggingIn(username, password, "203.0.113.2")).status).toBe(200);
    }
  });

  it("[AUTH-6] lets 5 of many parallel guesses of a network through", async () => {
    const username = newUsername("ada");
    await register(username);
    const codes = await Promise.all(
      ["203.0.113.3", "203.0.113.4"].flatMap((address) =>
        Array.from({ length: 10 }, async (_, i) => codeOf(await loggingIn(username, `guess number ${i}`, address))),
      ),
    );
    expect(codes.filter((code) => code === "INVALID_CREDENTIALS")).toHaveLength(10);
    expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(10);
  });

  it("[AUTH-32] locks an unknown name like a known one", async () => {
    const unknown = newUsername("nobody");
    const codes: (string | null)[] = [];
    for (let i = 0; i < 7; i++) codes.push(codeOf(await loggingIn(unknown, `guess number ${i}`, "203.0.113.5")));
    expect(codes).toEqual([...Array(5).fill("INVALID_CREDENTIALS"), "RATE_LIMITED", "RATE_LIMITED"]);
  });

  it("[AUTH-7] lets an owner's devices sign in together", async () => {
    const username = newUsername("ada");
    await register(username);
    const sessions = await inParallel(10, () => logIn(username));
    expect(new Set(sessions.map(({ device }) => device.id)).size).toBe(10);
  });
});
