// Closing a client, in any state: nothing is sent, told or waited for afterwards.
import { contentText } from "../../sdk/client/content-text.ts";
import { describe, expect, it, vi } from "vitest";
import { Emitter } from "../../sdk/client/emitter.ts";
import { FakeWorld, direct, message, settle } from "../support/sdk-fakes.ts";

describe("close", () => {
  it("[SDK-17] leaves no timer, sends nothing, emits nothing more", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const texts: string[] = [];
    client.on("message", ({ content }) => texts.push(contentText(content)));
    client.on("message", () => client.close());
    void client.markRead(direct, 1);
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
