// How the client catches up: what it names, what it asks for again, and when.
import { describe, expect, it } from "vitest";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { FakeWorld, conversationChanged, direct, me, message, settle } from "../support/sdk-fakes.ts";
import { seqsHeard, syncDone } from "../support/sdk-frames.ts";

describe("sync", () => {
  it("[SDK-7] begins with nothing on a new device", async () => {
    const world = new FakeWorld();
    await world.connected();
    expect(world.socket.syncs).toEqual([{ type: "sync" }]);
  });

  it("[SDK-7] names version and cursors on the next socket", async () => {
    const world = new FakeWorld();
    await world.connected({}, 4);
    world.socket.say(message(5), { type: "void", conversationId: direct, seq: 6, toSeq: 9, createdAt: 1 });
    await world.reconnect();
    expect(world.socket.syncs[0]).toEqual({ type: "sync", inboxVersion: 1, cursors: { [direct]: 9 } });
  });

  it("[SDK-7] names those of an earlier run, but of no other user", async () => {
    const world = new FakeWorld();
    const first = await world.connected({}, 4);
    world.socket.say(message(5));
    const snapshot = structuredClone(first.snapshot());
    first.close();
    const second = await world.connected({ snapshot }, 5);
    expect(world.socket.syncs).toEqual([{ type: "sync", inboxVersion: 1, cursors: { [direct]: 5 } }]);
    expect(second.conversations()).toHaveLength(1);
    second.close();
    await world.connected({ snapshot: snapshot && { ...snapshot, userId: "user_other" as UserId } });
    expect(world.socket.syncs).toEqual([{ type: "sync" }]);
  });

  it("[SDK-7] takes the inbox version only from sync-done: a sync cut short proves nothing", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.say(conversationChanged({ inboxVersion: 77 }));
    world.socket.end(1006);
    await world.clock.advance(5_000);
    world.socket.say(world.welcome());
    await settle();
    expect(world.socket.messages[0]).toMatchObject({ type: "sync", inboxVersion: 1 });
    expect(client.snapshot()?.inboxVersion).toBe(1);
  });

  it("[SDK-7] names no more conversations than a frame may hold, the most recent first, and asks for the rest", async () => {
    const world = new FakeWorld();
    const ids = Array.from({ length: 3_001 }, (_, i) => `direct_${i}` as ConversationId);
    const client = world.client({
      snapshot: { userId: me, inboxVersion: 1, conversations: [], cursors: ids.map((id) => [id, 1]) },
    });
    await client.restore();
    void client.connect();
    await settle();
    await world.catchUp(conversationChanged({ conversationId: "direct_0" as ConversationId, headSeq: 3 }));
    const [first, second] = world.socket.framesOf("sync");
    expect(Object.keys(first?.cursors ?? {})).toHaveLength(3_000);
    expect(first?.cursors).not.toHaveProperty("direct_0");
    expect(second?.cursors).toEqual({ direct_0: 1 });
  });

  it("[SDK-9] sync-required is answered with the cursor", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 4);
    const seqs = seqsHeard(client);
    world.socket.say({ type: "sync-required", conversationId: direct, headSeq: 6 });
    await settle();
    expect(world.socket.syncs[1]).toEqual({ type: "sync", cursors: { [direct]: 4 } });
    world.socket.say(message(5), message(6), syncDone);
    expect(seqs).toEqual([5, 6]);
    expect(world.socket.framesOf("sync")).toHaveLength(2);
  });

  it("[SDK-9] is not repeated at once when it helps nothing", async () => {
    const world = new FakeWorld();
    await world.connected({}, 4);
    const required = { type: "sync-required", conversationId: direct, headSeq: 4 };
    const counts: number[] = [];
    world.socket.say(required);
    for (const advanceMs of [0, 499, 1, 999, 1]) {
      await world.clock.advance(advanceMs);
      if (world.socket.framesOf("sync").length > (counts.at(-1) ?? 1)) world.socket.say(required, syncDone);
      await settle();
      counts.push(world.socket.framesOf("sync").length);
    }
    expect(counts).toEqual([2, 2, 3, 3, 4]);
  });

  it("[SDK-75] on a slow line, what one sync had no room for is asked for at once, as long as anything came", async () => {
    const world = new FakeWorld();
    const [slow, slower] = ["direct_slow", "direct_slower"] as [ConversationId, ConversationId];
    const client = world.client({
      snapshot: { userId: me, inboxVersion: 1, conversations: [], cursors: [slow, slower].map((id) => [id, 1]) },
    });
    await client.restore();
    void client.connect();
    await settle();
    const required = [slow, slower].map(
      (conversationId) => ({ type: "sync-required", conversationId, headSeq: 9 }) as const,
    );
    await world.catchUp(message(2, { conversationId: slow }), ...required);
    const [, second] = world.socket.framesOf("sync");
    expect(second?.cursors).toEqual({ [slow]: 2, [slower]: 1 });
    world.socket.say(message(3, { conversationId: slow }), ...required, syncDone);
    await settle();
    expect(world.socket.framesOf("sync")[2]?.cursors).toEqual({ [slow]: 3, [slower]: 1 });
    world.socket.say(...required, syncDone);
    await settle();
    expect(world.socket.framesOf("sync")).toHaveLength(3);
  });

  it("[SDK-9] one at a time, and again when refused for now", async () => {
    const world = new FakeWorld();
    await world.connected({}, 4);
    world.socket.say({ type: "sync-required", conversationId: direct, headSeq: 5 });
    await settle();
    world.socket.say({ type: "sync-required", conversationId: direct, headSeq: 6 });
    await settle();
    expect(world.socket.framesOf("sync")).toHaveLength(2);
    world.socket.say({ type: "error", code: "UNAVAILABLE", message: "", retryAfterMs: 1_000 });
    await world.clock.advance(999);
    expect(world.socket.framesOf("sync")).toHaveLength(2);
    await world.clock.advance(251);
    expect(world.socket.syncs[2]).toEqual({ type: "sync", cursors: { [direct]: 4 } });
  });

  it("[SDK-9] asks for the inbox when an event comes of a conversation that it does not list", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const seqs = seqsHeard(client);
    const other = "direct_other" as ConversationId;
    world.socket.say(message(1, { conversationId: other }));
    await settle();
    expect(world.socket.syncs[1]).toEqual({ type: "sync", inboxVersion: 1 });
    world.socket.say(conversationChanged({ conversationId: other, headSeq: 1 }), { ...syncDone, inboxVersion: 9 });
    expect(seqs).toEqual([1]);
    expect(client.conversations().map(({ id }) => id)).toContain(other);
    expect(client.snapshot()?.inboxVersion).toBe(9);
  });
});
