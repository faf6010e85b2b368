// Closing a client, in any state: nothing is sent, told or waited for afterwards.
import { contentText } from "../../sdk/client/content-text.ts";
import { describe, expect, it, vi } from "vitest";
import { Emitter } from "../../sdk/client/emitter.ts";
import {
  conversationChanged,
  direct,
  FakeWorld,
  message,
  problem,
  settle,
  type FakeAnswer,
} from "../support/sdk-fakes.ts";

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

  it("[SDK-17] what is refused for now after it is not tried again, before there is a connection", async () => {
    const world = new FakeWorld();
    world.features = ["settings"];
    const client = await world.connected();
    const asked: ((answer: FakeAnswer) => void)[] = [];
    world.answer = () => new Promise((resolve) => asked.push(resolve));
    client.changeSettings(direct, { pinned: true }).catch(() => {});
    client.drafts.set(direct, "begun");
    for (let passed = 0; passed < 6; passed++) {
      await world.clock.advance(1_000);
      world.socket.sayText("pong");
    }
    expect(asked).toHaveLength(2);
    client.close();
    for (const answer of asked.splice(0)) answer({ status: 503, body: problem(503, "UNAVAILABLE") });
    await settle();
    expect(world.clock.timers).toBe(0);
    void client.connect();
    await settle();
    await world.catchUp();
    await world.clock.advance(0);
    expect(asked).toHaveLength(2);
  });

  it("[SDK-147] [SDK-14] the same client that connects again asks for what was hidden meanwhile, and marks what was read", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 3);
    const hidden: unknown[] = [];
    client.on("hidden", ({ seqs }) => hidden.push(seqs));
    const marked = client.markRead(direct, 2).catch(({ code }: { code: string }) => code);
    await settle();
    client.close();
    expect(await marked).toBe("UNAVAILABLE");
    world.answer = ({ path }) =>
      path.includes("/hidden")
        ? { status: 200, body: { items: [1], hides: 1 } }
        : { status: 404, body: problem(404, "NOT_FOUND") };
    void client.connect();
    await settle();
    await world.catchUp(conversationChanged({ headSeq: 3, hides: 1, inboxVersion: 2 }));
    await settle();
    expect(hidden).toEqual([[1]]);
    expect(world.socket.framesOf("mark-read")).toMatchObject([{ seq: 2 }]);
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
