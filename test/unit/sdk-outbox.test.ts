// Sending: one id per message, order kept, limits kept, and honest about what has become of each.
import { describe, expect, it } from "vitest";
import type { OutgoingMessage } from "../../sdk/client/klatch-client.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { FakeWorld, direct, me, message, problem, session, settle, type FakeSocket } from "../support/sdk-fakes.ts";

const texts = (socket: FakeSocket): string[] => socket.framesOf("send-message").map(({ content }) => content.text);

const ack = ({ clientMsgId, conversationId }: OutgoingMessage, seq: number): object => ({
  ...message(seq, { conversationId }),
  type: "message-ack",
  clientMsgId,
});

const refusal = (code: string, { clientMsgId, conversationId }: OutgoingMessage, retryAfterMs?: number): object => ({
  type: "error",
  code,
  message: "",
  clientMsgId,
  conversationId,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

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
    world.socket.say(ack(sent, 1));
    await expect(sent.acked).resolves.toMatchObject({ seq: 1, messageId: `${direct}:1` });
    expect(states).toEqual(["waiting", "sending", "acked"]);
  });

  it("[SDK-13] is acked by the message itself, when the ack was lost with its socket", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello");
    await settle();
    world.socket.end(1006);
    await world.clock.advance(5_000);
    await world.catchUp(message(1, { senderId: me, clientMsgId: sent.clientMsgId }));
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
    world.socket.say(refusal("DUPLICATE_MESSAGE", bad));
    await expect(bad.acked).rejects.toMatchObject({ code: "DUPLICATE_MESSAGE" });
    expect(bad).toMatchObject({ state: "failed", error: { code: "DUPLICATE_MESSAGE" } });
    await settle();
    expect(texts(world.socket)).toEqual(["bad", "good"]);
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
    world.socket.say(ack(sent, 1));
    world.socket.end(1006);
    client.probe();
    await settle();
    await world.catchUp();
    expect(texts(world.socket)).toEqual([]);
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
      const before = texts(world.socket).length;
      world.socket.say(refusal(code, sent));
      expect(sent.state).toBe("waiting");
      await world.clock.advance(waitMs - 1);
      expect(texts(world.socket)).toHaveLength(before);
      await world.clock.advance(1);
      expect(texts(world.socket)).toHaveLength(before + 1);
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
    expect(texts(world.socket)).toEqual(["hello", "hello"]);
    expect(sent.state).toBe("sending");
  });
});

describe("order", () => {
  it("[SDK-11] one at a time in a conversation, side by side in several", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const other = "direct_other" as ConversationId;
    const a1 = client.send(direct, "a1");
    client.send(direct, "a2");
    client.send(other, "b1");
    client.send(other, "b2");
    await settle();
    expect(texts(world.socket)).toEqual(["a1", "b1"]);
    world.socket.say(ack(a1, 1));
    await settle();
    expect(texts(world.socket)).toEqual(["a1", "b1", "a2"]);
  });

  it("[SDK-11] a refusal for now holds back what stands behind, and nobody else", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const other = "direct_other" as ConversationId;
    const first = client.send(direct, "a1");
    client.send(direct, "a2");
    await settle();
    world.socket.say(refusal("UNAVAILABLE", first, 1_000));
    client.send(other, "b1");
    await world.clock.advance(999);
    expect(texts(world.socket)).toEqual(["a1", "b1"]);
    await world.clock.advance(251);
    expect(texts(world.socket)).toEqual(["a1", "b1", "a1"]);
    world.socket.say(ack(first, 1));
    await settle();
    expect(texts(world.socket)).toEqual(["a1", "b1", "a1", "a2"]);
  });

  it("[SDK-11] with a wider window nothing is sent past a message that was refused for now", async () => {
    const world = new FakeWorld();
    const client = await world.connected({ maxInFlightPerConversation: 2 });
    const [first, second] = ["1", "2", "3", "4"].map((text) => client.send(direct, text));
    await settle();
    expect(texts(world.socket)).toEqual(["1", "2"]);
    world.socket.say(refusal("UNAVAILABLE", first!, 1_000), ack(second!, 1));
    await world.clock.advance(900);
    expect(texts(world.socket)).toEqual(["1", "2"]);
    await world.clock.advance(400);
    expect(texts(world.socket)).toEqual(["1", "2", "1", "3"]);
  });

  it("[SDK-11] the next socket gets them in their old order", async () => {
    const world = new FakeWorld();
    const client = await world.connected({ maxInFlightPerConversation: 8 });
    for (const text of ["1", "2", "3"]) client.send(direct, text);
    await settle();
    world.socket.end(1006);
    client.send(direct, "4");
    await world.clock.advance(5_000);
    await world.catchUp();
    expect(texts(world.socket)).toEqual(["1", "2", "3", "4"]);
  });
});

describe("limits", () => {
  const many = { maxInFlight: 10_000, maxInFlightPerConversation: 10_000 };

  it("[SDK-12] frames of one turn travel together, at most as many as the server takes", async () => {
    const world = new FakeWorld();
    const client = await world.connected(many);
    world.socket.say(world.welcome({ framesBurst: 1_000 }));
    await settle();
    const before = world.socket.messages.length;
    for (let i = 0; i < 600; i++) client.send(direct, `${i}`);
    await world.clock.advance(5_000);
    const sizes = world.socket.messages.slice(before).map((one) => (Array.isArray(one) ? one.length : 1));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(256);
    expect(texts(world.socket)).toEqual(Array.from({ length: 600 }, (_, i) => `${i}`));
  });

  it("[SDK-12] and at most as many bytes", async () => {
    const world = new FakeWorld();
    const client = await world.connected(many);
    for (let i = 0; i < 40; i++) client.send(direct, "é".repeat(8_000));
    await settle();
    const bytes = world.socket.messages.map((one) => Buffer.byteLength(JSON.stringify(one)));
    expect(texts(world.socket)).toHaveLength(40);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(262_144);
    expect(Math.max(...bytes)).toBeGreaterThan(240_000);
  });

  it("[SDK-12] a message too large for the server fails here", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    const early = client.send(direct, "é".repeat(8_200));
    void client.connect();
    await settle();
    await world.catchUp();
    const late = client.send(direct, "é".repeat(8_200));
    client.send(direct, "small");
    await settle();
    expect([early.error?.code, late.error?.code]).toEqual(["CONTENT_TOO_LARGE", "CONTENT_TOO_LARGE"]);
    expect(texts(world.socket)).toEqual(["small"]);
  });

  it("[SDK-12] not faster than the server allows", async () => {
    const world = new FakeWorld();
    const client = await world.connected({ maxInFlightPerConversation: 10_000, maxInFlight: 10_000 });
    await world.clock.advance(2_000);
    for (let i = 0; i < 500; i++) client.send(direct, `${i}`);
    await settle();
    expect(texts(world.socket)).toHaveLength(200);
    await world.clock.advance(1_000);
    expect(texts(world.socket)).toHaveLength(300);
    await world.clock.advance(2_000);
    expect(texts(world.socket)).toHaveLength(500);
  });

  it("[SDK-12] and silent for as long as it says", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello");
    await settle();
    world.socket.say(refusal("RATE_LIMITED", sent, 1_000));
    client.send("direct_other" as ConversationId, "other");
    client.markRead("direct_other" as ConversationId, 1);
    await world.clock.advance(999);
    expect(world.socket.frames).toHaveLength(2);
    await world.clock.advance(500);
    expect(texts(world.socket).toSorted()).toEqual(["hello", "hello", "other"]);
  });

  it("[SDK-12] at most so many in flight, and every conversation has its turn", async () => {
    const world = new FakeWorld();
    const client = await world.connected({ maxInFlight: 2 });
    const conversations = ["direct_a", "direct_b", "direct_c"] as ConversationId[];
    const sent = conversations.flatMap((id) => [client.send(id, `${id} 1`), client.send(id, `${id} 2`)]);
    await settle();
    expect(texts(world.socket)).toEqual(["direct_a 1", "direct_b 1"]);
    world.socket.say(ack(sent[0]!, 1));
    await settle();
    expect(texts(world.socket).at(-1)).toBe("direct_c 1");
  });

  it("[SDK-3] what waits fails when the device is signed out", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.answer = () => ({ status: 401, body: problem(401, "REFRESH_TOKEN_REUSED") });
    const sent = client.send(direct, "hello");
    world.socket.end(4401);
    await expect(sent.acked).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED" });
    expect(world.saved).toEqual([session, null]);
  });
});
