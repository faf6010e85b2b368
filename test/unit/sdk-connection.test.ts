// The kept connection: when it is opened, given up, renewed, and when nothing more is tried.
import { describe, expect, it, vi } from "vitest";
import { Emitter } from "../../sdk/client/emitter.ts";
import { ReconnectPolicy } from "../../sdk/connection/reconnect-policy.ts";
import type { ConnectionStatus } from "../../sdk/connection/connection.ts";
import { FakeWorld, direct, message, problem, settle, tokens } from "../support/sdk-fakes.ts";

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

describe("heartbeat", () => {
  const pings = (world: FakeWorld, socket = world.socket): number =>
    socket.messages.filter((text) => text === "ping").length;

  it("[SDK-6] pings after the pong, never before", async () => {
    const world = new FakeWorld();
    await world.connected();
    await world.clock.advance(25_000);
    expect(pings(world)).toBe(1);
    world.socket.sayText("pong");
    await world.clock.advance(20_000);
    expect(pings(world)).toBe(1);
    await world.clock.advance(5_000);
    expect(pings(world)).toBe(2);
  });

  it("[SDK-6] pings early after each MiB that it was sent, so that it is not taken for one that does not read", async () => {
    const world = new FakeWorld();
    await world.connected();
    const frame = JSON.stringify({ type: "typing", conversationId: "c", userId: "u", active: true });
    const quarter = `[${Array.from({ length: Math.ceil(262_144 / (frame.length + 1)) }, () => frame).join(",")}]`;
    for (let i = 0; i < 3; i++) world.socket.sayText(quarter);
    expect(pings(world)).toBe(0);
    for (let i = 0; i < 8; i++) world.socket.sayText(quarter);
    expect(pings(world)).toBe(1);
    world.socket.sayText("pong");
    for (let i = 0; i < 4; i++) world.socket.sayText(quarter);
    expect(pings(world)).toBe(2);
  });

  it("[SDK-6] replaces a socket that stays silent after a ping", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    await world.clock.advance(35_000);
    expect(world.sockets[0]?.isOpen).toBe(false);
    expect(pings(world, world.sockets[0])).toBe(1);
    expect(client.connection.state).toBe("waiting");
  });

  it("[SDK-6] takes whatever comes for a sign of life: the pong queues behind it", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    await world.clock.advance(25_000);
    for (let seq = 1; seq <= 6; seq++) {
      await world.clock.advance(6_000);
      world.socket.say(message(seq));
    }
    expect(client.connection.state).toBe("live");
    expect(pings(world)).toBe(1);
  });

  it("[SDK-6] pings as soon as the device has slept, and replaces a socket that died meanwhile", async () => {
    const world = new FakeWorld();
    await world.connected();
    world.clock.sleep(3_600_000);
    await world.clock.advance(5_000);
    expect(pings(world)).toBe(1);
    expect(world.socket.isOpen).toBe(true);
    await world.clock.advance(5_000);
    expect(world.sockets[0]?.isOpen).toBe(false);
  });

  it("[SDK-6] replaces the socket when a message is not answered", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    client.send(direct, "hello");
    for (let i = 0; i < 7; i++) {
      await world.clock.advance(5_000);
      world.socket.sayText("pong");
    }
    expect(world.sockets[0]?.isOpen).toBe(false);
  });

  it("[SDK-6] starts anew when the clock is set back: nothing waits for a time that is far again", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.clock.sleep(-3_600_000);
    await world.clock.advance(5_000);
    expect(world.sockets[0]?.isOpen).toBe(false);
    expect(client.connection.state).toBe("waiting");
  });

  it("[SDK-4] replaces a socket that speaks no Klatch", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.sayText("<html>");
    expect(client.connection.state).toBe("waiting");
  });
});

describe("close", () => {
  it("[SDK-17] leaves no timer, sends nothing, emits nothing more", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const texts: string[] = [];
    client.on("message", ({ content }) => texts.push(content.text));
    client.on("message", () => client.close());
    client.markRead(direct, 1);
    const waiting = client.send(direct, "late");
    await settle();
    const { socket } = world;
    socket.say(message(1), message(2));
    socket.say(message(3));
    expect(texts).toEqual(["text 1"]);
    expect(socket.isOpen).toBe(false);
    expect(waiting.state).toBe("failed");
    const sent = socket.messages.length;
    await world.clock.advance(600_000);
    expect(socket.messages).toHaveLength(sent);
    expect(world.sockets).toHaveLength(1);
    expect(world.clock.timers).toBe(0);
  });

  it.each(["connecting", "syncing", "waiting"])("[SDK-17] while %s", async (state) => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    const off = client.on("connection", (status) => {
      if (status.state === state) client.close();
    });
    void client.connect();
    await settle();
    world.sockets.at(-1)?.say(world.welcome());
    await settle();
    world.sockets.at(-1)?.end(1006);
    await world.clock.advance(600_000);
    expect(client.connection.state).toBe("idle");
    expect(world.sockets.every((socket) => !socket.isOpen)).toBe(true);
    expect(world.clock.timers).toBe(0);
    off();
    void client.connect();
    await settle();
    await world.catchUp();
    expect(client.connection.state).toBe("live");
  });

  it("[SDK-17] in the middle of opening opens nothing", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    const level = client.connect();
    client.close();
    await expect(level).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await settle();
    expect(world.sockets).toEqual([]);
  });

  it("[SDK-17] a listener's fault stops neither the others nor the SDK, and does not pass unseen", () => {
    const emitter = new Emitter<{ text: string }>();
    const later = vi.spyOn(globalThis, "queueMicrotask").mockImplementation(() => {});
    const texts: string[] = [];
    emitter.on("text", () => {
      throw new Error("the app's own");
    });
    emitter.on("text", (text) => texts.push(text));
    emitter.emit("text", "hello");
    const [[rethrow] = []] = later.mock.calls;
    later.mockRestore();
    expect(texts).toEqual(["hello"]);
    expect(rethrow).toThrow("the app's own");
  });
});
