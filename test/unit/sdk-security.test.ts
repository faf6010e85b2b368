// Change of password, security events, and the secret by which the server knows a device again.
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../sdk/store/memory-store.ts";
import { FakeWorld, problem, session, tokens, type FakeAnswer, type FakeCall } from "../support/sdk-fakes.ts";

/** Gives every sign-in another secret. */
function secretWorld(): { readonly world: FakeWorld; readonly secretsShown: () => unknown[] } {
  const world = new FakeWorld();
  let issued = 0;
  world.answer = ({ path, body }: FakeCall): FakeAnswer => {
    if (path === "/api/auth/logout") return { status: 204 };
    if (path === "/api/me/password") return { status: 200, body: { deviceSecret: "of-the-change" } };
    const { username } = body as { username: string };
    const user = { ...session.user, username };
    issued += 1;
    return {
      status: 200,
      body: { user, device: { id: "device_me" }, ...tokens(issued), deviceSecret: `secret-${issued}` },
    };
  };
  const secretsShown = () =>
    world.calls
      .filter(({ path }) => path === "/api/auth/login")
      .map(({ body }) => (body as { deviceSecret?: string }).deviceSecret);
  return { world, secretsShown };
}

const as = (username: string) => ({ username, password: "correct horse battery" });

describe("the secret of a known device", () => {
  it("[SDK-72] is shown at the next login of the same account, after a sign-out too, in any case of the name", async () => {
    const { world, secretsShown } = secretWorld();
    const store = memoryStore();
    const client = world.client({ store });
    await client.register(as("Ada"));
    await client.logout();
    await client.login(as("ADA"));
    await client.logout();
    // Another run of the app.
    await world.client({ store }).login(as("ada"));
    expect(secretsShown()).toEqual(["secret-1", "secret-2"]);
    expect(await store.loadSecrets?.()).toEqual([{ account: expect.any(String), secret: "secret-3" }]);
    expect(JSON.stringify(await store.loadSecrets?.())).not.toMatch(/ada/i);
  });

  it("[SDK-72] is that of the account, of the last five", async () => {
    const { world, secretsShown } = secretWorld();
    const client = world.client({ store: memoryStore() });
    for (const name of ["one", "two", "three", "four", "five", "six"]) await client.login(as(name));
    await client.login(as("six"));
    await client.login(as("one"));
    expect(secretsShown().slice(-2)).toEqual(["secret-6", undefined]);
  });

  it("[SDK-72] is another after a change of the password", async () => {
    const { world, secretsShown } = secretWorld();
    const client = world.client({ store: memoryStore() });
    await client.login(as("ada"));
    await client.changePassword({ current: "correct horse battery", next: "another one altogether" });
    await client.logout();
    await client.login(as("ada"));
    expect(secretsShown().at(-1)).toBe("of-the-change");
  });

  it("[SDK-72] is not needed: an app's store that keeps none, and a server that gives none, go on", async () => {
    const { world, secretsShown } = secretWorld();
    // The store of `FakeWorld` has `load` and `save` only.
    const client = world.client();
    await client.login(as("ada"));
    await client.login(as("ada"));
    expect(secretsShown()).toEqual([undefined, undefined]);
    const old = new FakeWorld();
    const store = memoryStore();
    old.answer = () => ({ status: 200, body: { user: session.user, device: { id: "device_me" }, ...tokens(1) } });
    await old.client({ store }).login(as("me"));
    expect(await store.loadSecrets?.()).toEqual([]);
  });
});

it("[SDK-70] a wrong current password is told as it is, and the tokens are left alone", async () => {
  const world = new FakeWorld();
  world.answer = () => ({ status: 403, body: { ...problem(403, "WRONG_PASSWORD"), pointer: "/current" } });
  const client = world.client();
  await client.restore();
  const change = client.changePassword({ current: "a wrong one", next: "another one altogether" });
  await expect(change).rejects.toMatchObject({ code: "WRONG_PASSWORD", pointer: "/current" });
  expect(world.calls.map(({ method, path, body }) => [method, path, body])).toEqual([
    ["POST", "/api/me/password", { current: "a wrong one", next: "another one altogether" }],
  ]);
  expect(client.session).not.toBeNull();
});

it("[SDK-70] nobody who is not signed in changes a password", async () => {
  const client = new FakeWorld().client({ store: memoryStore() });
  await expect(client.changePassword({ current: "x", next: "y" })).rejects.toMatchObject({ code: "NOT_AUTHENTICATED" });
});

it("[SDK-71] security events come in pages, those of a newer server as they are", async () => {
  const world = new FakeWorld();
  const event = { id: "1", at: 5, event: "flew-to-the-moon", deviceId: null, altitude: 384_400 };
  world.answer = () => ({ status: 200, body: { items: [event], next: "5_MQ" } });
  const client = world.client();
  await client.restore();
  expect(await client.securityEvents({ limit: 1, cursor: "9_OQ" })).toEqual({ items: [event], next: "5_MQ" });
  expect(world.calls.at(-1)?.path).toBe("/api/me/security-events?cursor=9_OQ&limit=1");
});

describe("deleting the account", () => {
  const deletion = { password: "correct horse battery", eraseMessages: true };

  it("[SDK-199] signs this device out once the server has answered, and tells until when one may come back", async () => {
    const world = new FakeWorld();
    world.answer = () => ({ status: 200, body: { endsAt: 5 } });
    const client = world.client();
    await client.restore();
    expect(await client.deleteAccount(deletion)).toEqual({ endsAt: 5 });
    expect(world.calls.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["DELETE", "/api/me", deletion],
    ]);
    expect([client.session, world.saved.at(-1)]).toEqual([null, null]);
  });

  it("[SDK-199] leaves everything as it is after a refusal or without an answer", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    for (const [status, code] of [
      [403, "WRONG_PASSWORD"],
      [503, "UNAVAILABLE"],
    ] as const) {
      world.answer = () => ({ status, body: problem(status, code) });
      await expect(client.deleteAccount(deletion)).rejects.toMatchObject({ code });
      expect(client.session).not.toBeNull();
    }
  });

  it("[SDK-199] is taken back by a login that says so", async () => {
    const { world } = secretWorld();
    const client = world.client({ store: memoryStore() });
    await client.login({ ...as("ada"), restore: true });
    expect(world.calls[0]?.body).toMatchObject({ username: "ada", restore: true });
  });
});
