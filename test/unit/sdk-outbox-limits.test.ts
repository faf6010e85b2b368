// How much leaves at once: what the server takes in a frame, a message and a second, and what ends the waiting.
import { describe, expect, it } from "vitest";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { FakeWorld, direct, problem, session, settle } from "../support/sdk-fakes.ts";
import { ackOf, refusalOf, sentTexts } from "../support/sdk-frames.ts";

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
    expect(sentTexts(world.socket)).toEqual(Array.from({ length: 600 }, (_, i) => `${i}`));
  });

  it("[SDK-12] and at most as many bytes", async () => {
    const world = new FakeWorld();
    const client = await world.connected(many);
    for (let i = 0; i < 40; i++) client.send(direct, "é".repeat(8_000));
    await settle();
    const bytes = world.socket.messages.map((one) => Buffer.byteLength(JSON.stringify(one)));
    expect(sentTexts(world.socket)).toHaveLength(40);
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
    expect(sentTexts(world.socket)).toEqual(["small"]);
  });

  it("[SDK-12] not faster than the server allows", async () => {
    const world = new FakeWorld();
    const client = await world.connected({ maxInFlightPerConversation: 10_000, maxInFlight: 10_000 });
    await world.clock.advance(2_000);
    for (let i = 0; i < 500; i++) client.send(direct, `${i}`);
    await settle();
    expect(sentTexts(world.socket)).toHaveLength(200);
    await world.clock.advance(1_000);
    expect(sentTexts(world.socket)).toHaveLength(300);
    await world.clock.advance(2_000);
    expect(sentTexts(world.socket)).toHaveLength(500);
  });

  it("[SDK-12] and silent for as long as it says", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello");
    await settle();
    world.socket.say(refusalOf("RATE_LIMITED", sent, 1_000));
    client.send("direct_other" as ConversationId, "other");
    void client.markRead("direct_other" as ConversationId, 1);
    await world.clock.advance(999);
    expect(world.socket.frames).toHaveLength(2);
    await world.clock.advance(500);
    expect(sentTexts(world.socket).toSorted()).toEqual(["hello", "hello", "other"]);
  });

  it("[BUDGET-9] a budget that is spent holds what needs it, which says so, and nothing else", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello");
    await settle();
    world.socket.say({ ...refusalOf("RATE_LIMITED", sent, 10_000), limit: "deliveries" });
    expect(sent.heldBy).toMatchObject({ code: "RATE_LIMITED", limit: "deliveries", retryAfterMs: 10_000 });
    client.send("direct_other" as ConversationId, "other");
    await world.clock.advance(1_000);
    expect(sentTexts(world.socket).toSorted()).toEqual(["hello", "other"]);
    await world.clock.advance(12_000);
    expect(sentTexts(world.socket).toSorted()).toEqual(["hello", "hello", "other"]);
    expect(sent.heldBy).toBeNull();
  });

  it("[SDK-12] at most so many in flight, and every conversation has its turn", async () => {
    const world = new FakeWorld();
    const client = await world.connected({ maxInFlight: 2 });
    const conversations = ["direct_a", "direct_b", "direct_c"] as ConversationId[];
    const sent = conversations.flatMap((id) => [client.send(id, `${id} 1`), client.send(id, `${id} 2`)]);
    await settle();
    expect(sentTexts(world.socket)).toEqual(["direct_a 1", "direct_b 1"]);
    world.socket.say(ackOf(sent[0]!, 1));
    await settle();
    expect(sentTexts(world.socket).at(-1)).toBe("direct_c 1");
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
