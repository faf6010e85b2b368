// What an app hears of a challenge, and how it goes on.
import { expect, it } from "vitest";
import { FakeWorld, me, problem, tokens } from "../support/sdk-fakes.ts";

const account = { username: "me", password: "password" };

it("[NET-11] a challenge says which widget a person must meet, and its token goes with the next call", async () => {
  const world = new FakeWorld();
  const client = world.client();
  const challenge = { kind: "turnstile", siteKey: "key" };
  world.answer = () => ({
    status: 429,
    body: { ...problem(429, "CHALLENGE_REQUIRED", { retryAfterMs: 9_000 }), challenge },
  });
  await expect(client.login(account)).rejects.toMatchObject({
    code: "CHALLENGE_REQUIRED",
    class: "backoff",
    retryAfterMs: 9_000,
    challenge,
  });
  expect(world.calls.at(-1)?.challengeToken).toBeNull();
  world.answer = () => ({
    status: 200,
    body: { user: { id: me, username: "me", displayName: "me", createdAt: 0 }, device: { id: "d" }, ...tokens(1) },
  });
  await client.login({ ...account, challengeToken: "token" });
  const call = world.calls.at(-1);
  expect(call?.challengeToken).toBe("token");
  expect(JSON.stringify(call?.body)).not.toContain("token");
});

it("[NET-11] what is no challenge is none", async () => {
  const world = new FakeWorld();
  const client = world.client();
  for (const challenge of [undefined, null, "turnstile", { kind: 7 }]) {
    world.answer = () => ({ status: 429, body: { ...problem(429, "CHALLENGE_REQUIRED"), challenge } });
    await expect(client.register(account)).rejects.toMatchObject({ challenge: undefined });
  }
});
