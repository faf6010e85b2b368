// Pings, and the sockets that are given up because nothing comes any more.
import { describe, expect, it } from "vitest";
import { FakeWorld, direct, message } from "../support/sdk-fakes.ts";

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
