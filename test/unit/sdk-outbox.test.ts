// Sending: one id per message until it is acked, and honest about what has become of each.
import { describe, expect, it } from "vitest";
import { FakeWorld, direct, me, message, settle } from "../support/sdk-fakes.ts";
import { ackOf, refusalOf, sentTexts } from "../support/sdk-frames.ts";

describe("sending", () => {
  it("[SDK-13] is acked by the ack, with its place in the log", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const states: string[] = [];
    client.on("outbox", ({ state }) => states.push(state));
    const sent = client.send(direct, "hello");
    expect(sent.state).toBe("waiting");
    await settle();
    expect(world.socket.framesOf("send-message")).toEqual([
      {
        type: "send-message",
        clientMsgId: sent.clientMsgId,
        conversationId: direct,
        content: { type: "text", text: "hello" },
      },
    ]);
    world.socket.say(ackOf(sent, 1));
    await expect(sent.acked).resolves.toMatchObject({ seq: 1, messageId: `${direct}:1` });
    expect(states).toEqual(["waiting", "sending", "acked"]);
  });

  it("[SDK-13] is acked by the message itself, when the ack was lost with its socket", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello");
    await settle();
    await world.reconnect(message(1, { senderId: me, clientMsgId: sent.clientMsgId }));
    await expect(sent.acked).resolves.toMatchObject({ seq: 1 });
    expect(sent.state).toBe("acked");
  });

  it("[SDK-13] is not acked by another's message of the same id", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello");
    await settle();
    world.socket.say(message(1, { clientMsgId: sent.clientMsgId }));
    expect(sent.state).toBe("sending");
  });

  it("[SDK-13] fails with the refusal's code, and the next goes on", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const [bad, good] = [client.send(direct, "bad"), client.send(direct, "good")];
    await settle();
    world.socket.say(refusalOf("DUPLICATE_MESSAGE", bad));
    await expect(bad.acked).rejects.toMatchObject({ code: "DUPLICATE_MESSAGE" });
    expect(bad).toMatchObject({ state: "failed", error: { code: "DUPLICATE_MESSAGE" } });
    await settle();
    expect(sentTexts(world.socket)).toEqual(["bad", "good"]);
    expect(good.state).toBe("sending");
  });

  it("[SDK-13] fails on close, and no rejection goes unhandled", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello");
    client.close();
    expect(sent).toMatchObject({ state: "failed", error: { code: "UNAVAILABLE" } });
    await settle();
  });

  it("[SDK-10] keeps its id on every socket until it is acked", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello", { replyTo: message(1).messageId, mentions: [me] });
    const seen: object[] = [];
    for (let i = 0; i < 3; i++) {
      await settle();
      seen.push(...world.socket.framesOf("send-message"));
      world.socket.end(1006);
      expect(sent.state).toBe("waiting");
      client.probe();
      await settle();
      world.socket.say(world.welcome());
    }
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map((frame) => JSON.stringify(frame))).size).toBe(1);
    expect(seen[0]).toMatchObject({ clientMsgId: sent.clientMsgId, replyTo: `${direct}:1`, mentions: [me] });
    await settle();
    world.socket.say(ackOf(sent, 1));
    world.socket.end(1006);
    client.probe();
    await settle();
    await world.catchUp();
    expect(sentTexts(world.socket)).toEqual([]);
  });

  it("[SDK-10] waits for a connection, without being asked again", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    const sent = client.send(direct, "early");
    void client.connect();
    await settle();
    world.socket.say(world.welcome());
    await settle();
    expect(world.socket.messages).toHaveLength(1);
    expect(world.socket.frames.map(({ type }) => type)).toEqual(["sync", "send-message"]);
    expect(sent.state).toBe("sending");
  });

  it("[SDK-10] is repeated after a refusal for now, with growing delays", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello");
    await settle();
    for (const [waitMs, code] of [
      [125, "UNAVAILABLE"],
      [250, "UNAVAILABLE"],
      [4_000, "INTERNAL"],
    ] as const) {
      const before = sentTexts(world.socket).length;
      world.socket.say(refusalOf(code, sent));
      expect(sent.state).toBe("waiting");
      await world.clock.advance(waitMs - 1);
      expect(sentTexts(world.socket)).toHaveLength(before);
      await world.clock.advance(1);
      expect(sentTexts(world.socket)).toHaveLength(before + 1);
    }
    expect(new Set(world.socket.framesOf("send-message").map(({ clientMsgId }) => clientMsgId)).size).toBe(1);
  });

  it("[SDK-10] is repeated when a refusal for now names no message", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello");
    await settle();
    world.socket.say({ type: "error", code: "RATE_LIMITED", message: "", retryAfterMs: 100 });
    await world.clock.advance(200);
    expect(sentTexts(world.socket)).toEqual(["hello", "hello"]);
    expect(sent.state).toBe("sending");
  });
});
