// Calls over HTTP: what an app gets when they fail, and what they ask for.
import { describe, expect, it } from "vitest";
import { uuidV7TimeMs, type ClientMsgId } from "../../schema/protocol/ids.ts";
import { FakeWorld, direct, entryOf, me, peer, problem, session, settle, tokens } from "../support/sdk-fakes.ts";

async function signedIn(world: FakeWorld) {
  const client = world.client();
  await client.restore();
  return client;
}

describe("HTTP calls", () => {
  it("[SDK-16] reject with the server's code, status and wait", async () => {
    const world = new FakeWorld();
    world.answer = () => ({ status: 429, body: problem(429, "RATE_LIMITED", { retryAfterMs: 1_500 }) });
    const client = await signedIn(world);
    const login = client.login({ username: "me", password: "password" });
    await expect(login).rejects.toMatchObject({
      code: "RATE_LIMITED",
      status: 429,
      retryAfterMs: 1_500,
      class: "backoff",
    });
  });

  it("[SDK-16] reject with the pointer to the wrong field, if there is one that is text", async () => {
    const world = new FakeWorld();
    const client = await signedIn(world);
    world.answer = () => ({ status: 400, body: problem(400, "INVALID_REQUEST", { pointer: "/settings/joinPolicy" }) });
    await expect(client.devices()).rejects.toMatchObject({ pointer: "/settings/joinPolicy" });
    world.answer = () => ({ status: 400, body: { ...problem(400, "INVALID_REQUEST"), pointer: 7 } });
    await expect(client.devices()).rejects.toMatchObject({ code: "INVALID_REQUEST", pointer: undefined });
  });

  it("[SDK-16] understand an answer that is not the server's own", async () => {
    const world = new FakeWorld();
    world.answer = () => ({ status: 502, body: "<html>", headers: { "retry-after": "3" } });
    const client = await signedIn(world);
    await expect(client.devices()).rejects.toMatchObject({ code: "UNAVAILABLE", status: 502, retryAfterMs: 3_000 });
  });

  it("[SDK-16] are UNAVAILABLE without an answer, at once or after a time", async () => {
    const world = new FakeWorld();
    const client = await signedIn(world);
    world.answer = () => Promise.reject(new TypeError("connection refused"));
    await expect(client.devices()).rejects.toMatchObject({ code: "UNAVAILABLE", status: undefined });
    world.answer = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    const slow = client.devices();
    await Promise.all([expect(slow).rejects.toMatchObject({ code: "UNAVAILABLE" }), world.clock.advance(30_000)]);
    expect(world.clock.timers).toBe(0);
  });

  it("[SDK-16] reject with the reason of their signal", async () => {
    const world = new FakeWorld();
    const client = await signedIn(world);
    world.answer = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    const abort = new AbortController();
    const call = client.history(direct, { signal: abort.signal });
    await settle();
    abort.abort(new Error("closed the window"));
    await expect(call).rejects.toThrow("closed the window");
    expect(world.clock.timers).toBe(0);
  });

  it("[SDK-16] go nowhere when nobody is signed in", async () => {
    const world = new FakeWorld();
    await expect(world.client().devices()).rejects.toMatchObject({ code: "NOT_AUTHENTICATED" });
    expect(world.calls).toEqual([]);
  });

  it("[SDK-7] register and login begin a session that the store keeps", async () => {
    const world = new FakeWorld();
    world.answer = () => ({
      status: 201,
      body: { user: session.user, device: { id: session.deviceId }, ...tokens(1) },
    });
    const client = world.client();
    await client.register({ username: "me", password: "password", device: { platform: "desktop" } });
    expect(world.calls[0]).toMatchObject({
      path: "/api/auth/register",
      body: { username: "me", password: "password", device: { platform: "desktop" } },
    });
    expect(world.saved.at(-1)).toMatchObject({ accessToken: "access-1", refreshToken: "refresh-1", user: { id: me } });
    void client.connect();
    await settle();
    expect(world.socket.url).toBe("ws://server.test/ws");
    expect(world.socket.protocols).toEqual(["klatch.v1", "bearer.access-1"]);
  });

  it("[SDK-17] a new sign-in ends the connection of the one before", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const first = world.socket;
    world.answer = () => ({
      status: 200,
      body: { user: session.user, device: { id: session.deviceId }, ...tokens(2) },
    });
    await client.login({ username: "me", password: "password" });
    expect(first.isOpen).toBe(false);
    expect(client.connection.state).toBe("idle");
    await client.restore();
    void client.connect();
    await settle();
    expect(world.sockets).toHaveLength(2);
  });

  it("[SDK-15] an opened conversation is in the inbox, and its next event is in order", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const conversation = entryOf({ headSeq: 4, unread: 2 });
    world.answer = ({ path }) => {
      if (path.startsWith("/api/users")) return { status: 200, body: { user: { ...session.user, id: peer } } };
      return { status: 201, body: { conversation } };
    };
    const opened = await client.openDirect({ username: "peer" });
    expect(world.calls.map(({ path }) => path)).toEqual(["/api/users/by-username/peer", "/api/conversations"]);
    expect(world.calls[1]?.body).toEqual({ kind: "direct", userId: peer });
    expect(opened).toMatchObject({ id: direct, headSeq: 4, unread: 2 });
    expect(client.conversations()).toEqual([opened]);
  });

  it("[SDK-16] a user is found by id", async () => {
    const world = new FakeWorld();
    const user = { ...session.user, id: peer };
    world.answer = () => ({ status: 200, body: { user } });
    const client = await signedIn(world);
    expect(await client.userById(peer)).toEqual(user);
    expect(world.calls.map(({ method, path }) => [method, path])).toEqual([["GET", `/api/users/${peer}`]]);
  });

  it("[SDK-16] pages of history and inbox carry what was asked for", async () => {
    const world = new FakeWorld();
    world.answer = () => ({ status: 200, body: { events: [], people: [] } });
    const client = await signedIn(world);
    await client.history(direct, { before: 12, limit: 5 });
    await client.listInbox({ since: 3 });
    await client.listInbox();
    expect(world.calls.map(({ path }) => path)).toEqual([
      `/api/conversations/${direct}/messages?before=12&limit=5`,
      "/api/conversations?since=3",
      "/api/conversations",
    ]);
  });

  it("[SDK-130] forwarding names messages, and its id has the server's time, or is that of the call before", async () => {
    const world = new FakeWorld();
    const ack = { seq: 7, messageId: `${direct}:7`, createdAt: 1 };
    world.answer = () => ({ status: 201, body: { items: [ack] } });
    const client = await signedIn(world);
    const from = { conversationId: direct, seqs: [3, 4] };
    expect(await client.forward(direct, from)).toEqual([ack]);
    const [{ path, body } = { path: "", body: null }] = world.calls;
    expect(path).toBe(`/api/conversations/${direct}/forwards`);
    const { clientMsgId, ...rest } = body as { readonly clientMsgId: ClientMsgId };
    expect(rest).toEqual({ from, merged: false });
    expect(uuidV7TimeMs(clientMsgId)).toBe(world.clock.nowMs);
    await client.forward(direct, from, { merged: true, clientMsgId });
    expect(world.calls[1]?.body).toEqual({ clientMsgId, from, merged: true });
  });
});
