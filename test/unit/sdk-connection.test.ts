// The kept connection: when it is opened anew, how soon, and when nothing more is tried.
import { describe, expect, it } from "vitest";
import { ReconnectPolicy } from "../../sdk/connection/reconnect-policy.ts";
import type { ConnectionStatus } from "../../sdk/connection/connection-status.ts";
import { FakeWorld, problem, settle, tokens } from "../support/sdk-fakes.ts";

const refreshesWith = (world: FakeWorld, status: number): void => {
  let generation = 1;
  world.answer = () =>
    status === 200 ? { status, body: tokens(++generation) } : { status, body: problem(status, "DEVICE_SIGNED_OUT") };
};

describe("reconnecting", () => {
  it("[SDK-4] spreads the first attempt, then doubles a random delay up to a minute", () => {
    let random = 0.999;
    const policy = new ReconnectPolicy(() => random);
    policy.succeeded(5_000);
    expect(policy.nextDelayMs(1006)).toBeCloseTo(4_995);
    const delays = Array.from({ length: 10 }, () => Math.round(policy.nextDelayMs(1006) / 0.999));
    expect(delays).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000, 60_000]);
    random = 0;
    expect(policy.nextDelayMs(1006)).toBe(0);
    expect(policy.nextDelayMs(4429)).toBe(10_000);
  });

  it("[SDK-4] opens the next socket within reconnectDelayMs, and later and later while none opens", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const states: ConnectionStatus[] = [];
    client.on("connection", (status) => states.push(status));
    world.socket.end(1006);
    expect(states).toEqual([{ state: "waiting", retryInMs: 2_500 }]);
    await world.clock.advance(2_499);
    expect(world.sockets).toHaveLength(1);
    await world.clock.advance(1);
    expect(world.sockets).toHaveLength(2);
    world.socket.end(1006);
    expect(states.at(-1)).toEqual({ state: "waiting", retryInMs: 1_000 });
    await world.clock.advance(1_000);
    world.socket.end(1006);
    expect(states.at(-1)).toEqual({ state: "waiting", retryInMs: 2_000 });
    await world.clock.advance(2_000);
    await world.catchUp();
    expect(states.at(-1)).toEqual({ state: "live" });
  });

  it("[SDK-4] gives up a socket that is never welcomed", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    void client.connect();
    await world.clock.advance(15_000);
    expect(world.sockets[0]?.isOpen).toBe(false);
    expect(client.connection.state).toBe("waiting");
  });

  it("[SDK-4] waits longer after 4429", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.end(4429);
    expect(client.connection).toEqual({ state: "waiting", retryInMs: 20_000 });
  });

  it.each([
    ["before it is welcomed", false, "RATE_LIMITED", { code: "RATE_LIMITED", limit: "sockets" }],
    ["later", true, "RATE_LIMITED", { code: "RATE_LIMITED", limit: "frames" }],
    ["for another reason", true, "TOO_SLOW", {}],
  ] as const)("[BUDGET-42] says over which limit a socket was closed %s", async (_when, isWelcomed, reason, said) => {
    const world = new FakeWorld();
    const client = await world.connected();
    if (!isWelcomed) {
      world.socket.end(1006);
      await world.clock.advance(5_000);
    }
    world.socket.end(4429, reason);
    const { retryInMs: _retryInMs, ...status } = client.connection as Extract<ConnectionStatus, { state: "waiting" }>;
    expect(status).toEqual({ state: "waiting", ...said });
  });

  it.each([
    [
      "over which limit a refresh was refused",
      () => ({ status: 429, body: problem(429, "RATE_LIMITED", { limit: "refreshes" }) }),
      { code: "RATE_LIMITED", limit: "refreshes" },
    ],
    ["nothing where nobody answered", () => Promise.reject(new TypeError("fetch failed")), {}],
  ])("[BUDGET-42] says %s", async (_what, answer, said) => {
    const world = new FakeWorld();
    world.random = () => 0;
    const client = await world.connected();
    world.answer = answer;
    world.socket.end(4401);
    await settle();
    expect(client.connection).toEqual({ state: "waiting", retryInMs: 0, ...said });
  });

  it("[SDK-4] tries at once when the app asks", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.end(1006);
    client.probe();
    await settle();
    expect(world.sockets).toHaveLength(2);
    await world.clock.advance(10_000);
    expect(world.sockets).toHaveLength(2);
  });

  it("[SDK-37] is patient with a socket that is still connecting when the app asks", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.end(1006);
    client.probe();
    await settle();
    client.probe();
    expect(world.socket.messages).toEqual([]);
    expect([client.connection.state, world.sockets.length]).toEqual(["connecting", 2]);
  });

  it("[SDK-4] keeps trying while tokens cannot be refreshed", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.answer = () => ({ status: 503 });
    world.clock.nowMs += 900_000;
    world.socket.end(1006);
    await world.clock.advance(2_500);
    expect(client.connection.state).toBe("waiting");
    refreshesWith(world, 200);
    await world.clock.advance(60_000);
    expect(world.socket.protocols[1]).toBe("bearer.access-2");
  });
});

describe("refused sockets", () => {
  it("[SDK-5] 4401: refreshes and opens another", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    refreshesWith(world, 200);
    world.socket.end(4401);
    await settle();
    expect(world.sockets).toHaveLength(2);
    expect(world.socket.protocols[1]).toBe("bearer.access-2");
    await world.catchUp();
    expect(client.connection.state).toBe("live");
  });

  it("[SDK-5] 4401 twice: signed out", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const signedOut: string[] = [];
    client.on("signed-out", ({ code }) => signedOut.push(code));
    refreshesWith(world, 200);
    world.socket.end(4401);
    await settle();
    world.socket.end(4401);
    await settle();
    expect(signedOut).toEqual(["NOT_AUTHENTICATED"]);
    await world.clock.advance(600_000);
    expect(world.sockets).toHaveLength(2);
  });

  it("[SDK-5] 4401 again while no refresh was answered: nobody is signed out, until a refresh says why", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const signedOut: string[] = [];
    client.on("signed-out", ({ code }) => signedOut.push(code));
    world.answer = () => Promise.reject(new TypeError("offline"));
    for (let attempt = 0; attempt < 3; attempt++) {
      world.socket.end(4401);
      await world.clock.advance(5_000);
    }
    expect([signedOut, client.session === null]).toEqual([[], false]);
    world.answer = () => ({ status: 403, body: problem(403, "SUSPENDED") });
    world.socket.end(4401);
    await settle();
    expect(signedOut).toEqual(["SUSPENDED"]);
  });

  it("[SDK-5] 4401 of a device that was signed out: the refresh is refused, once", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const signedOut: string[] = [];
    client.on("signed-out", ({ code }) => signedOut.push(code));
    refreshesWith(world, 401);
    world.socket.end(4401);
    await settle();
    expect(signedOut).toEqual(["DEVICE_SIGNED_OUT"]);
    expect(world.calls).toHaveLength(1);
    expect(world.clock.timers).toBe(0);
  });

  it("[SDK-5] 4401 when the token was renewed meanwhile: that one is tried, and only a refresh says why it is refused", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const signedOut: string[] = [];
    client.on("signed-out", ({ code }) => signedOut.push(code));
    refreshesWith(world, 200);
    await client.refresh();
    world.socket.end(4401);
    await settle();
    expect([world.sockets.length, world.socket.protocols[1], world.calls.length]).toEqual([2, "bearer.access-2", 1]);
    refreshesWith(world, 401);
    world.socket.end(4401);
    await settle();
    expect([signedOut, world.calls.length]).toEqual([["DEVICE_SIGNED_OUT"], 2]);
  });

  it.each([
    [4403, "FORBIDDEN"],
    [4409, "REPLACED"],
  ])("[SDK-5] %i: stops, says why, and starts again only when asked", async (closeCode, code) => {
    const world = new FakeWorld();
    const client = await world.connected();
    const states: ConnectionStatus[] = [];
    client.on("connection", (status) => states.push(status));
    world.socket.end(closeCode);
    await world.clock.advance(600_000);
    expect(states).toEqual([{ state: "stopped", code }]);
    expect(world.sockets).toHaveLength(1);
    void client.connect();
    await settle();
    expect(world.sockets).toHaveLength(2);
  });

  it("[SDK-199] 4409 of a device that another one has replaced: signs out, and says why", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const signedOut: string[] = [];
    client.on("signed-out", ({ code }) => signedOut.push(code));
    world.socket.end(4409, "SIGNED_IN_ELSEWHERE");
    await settle();
    expect([signedOut, client.session, world.saved.at(-1)]).toEqual([["SIGNED_IN_ELSEWHERE"], null, null]);
    await world.clock.advance(600_000);
    expect([world.sockets.length, world.calls.length]).toEqual([1, 0]);
  });

  it("[SDK-5] a connect that never catches up rejects with the reason", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    const level = client.connect();
    await settle();
    world.socket.end(4409);
    await expect(level).rejects.toMatchObject({ code: "REPLACED" });
  });
});

describe("waking", () => {
  it("[SDK-37] looks at once when network or page come back, and only while it is to be connected", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.end(1006);
    expect(client.connection.state).toBe("waiting");
    world.wake();
    await settle();
    expect(world.sockets).toHaveLength(2);
    await world.catchUp();
    const before = world.socket.messages.length;
    world.wake();
    expect(world.socket.messages.slice(before)).toEqual(["ping"]);
    client.close();
    world.wake();
    await settle();
    expect(world.sockets).toHaveLength(2);
  });

  it("[SDK-37] ends waiting for a connection with its signal, not the connection", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    const abort = new AbortController();
    const level = client.connect({ signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(level).rejects.toThrow("enough");
    await settle();
    await world.catchUp();
    expect(client.connection.state).toBe("live");
  });
});
