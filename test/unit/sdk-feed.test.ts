// What the app sees of the log: each message once, in order, whatever the socket does; and how the client catches up.
import { describe, expect, it } from "vitest";
import type { KlatchClient } from "../../sdk/client/klatch-client.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { FakeWorld, conversationChanged, direct, me, message, peer, settle } from "../support/sdk-fakes.ts";

function seqsOf(client: KlatchClient): number[] {
  const seqs: number[] = [];
  client.on("message", ({ seq }) => seqs.push(seq));
  return seqs;
}

const syncDone = { type: "sync-done", inboxVersion: 1 };

describe("sync", () => {
  it("[SDK-7] begins with nothing on a new device", async () => {
    const world = new FakeWorld();
    await world.connected();
    expect(world.socket.messages).toEqual([{ type: "sync" }]);
  });

  it("[SDK-7] names version and cursors on the next socket", async () => {
    const world = new FakeWorld();
    await world.connected({}, 4);
    world.socket.say(message(5), { type: "void", conversationId: direct, seq: 6, toSeq: 9, createdAt: 1 });
    world.socket.end(1006);
    await world.clock.advance(5_000);
    await world.catchUp();
    expect(world.socket.messages[0]).toEqual({ type: "sync", inboxVersion: 1, cursors: { [direct]: 9 } });
  });

  it("[SDK-7] names those of an earlier run, but of no other user", async () => {
    const world = new FakeWorld();
    const first = await world.connected({}, 4);
    world.socket.say(message(5));
    const snapshot = structuredClone(first.snapshot());
    first.close();
    const second = await world.connected({ snapshot }, 5);
    expect(world.socket.messages).toEqual([{ type: "sync", inboxVersion: 1, cursors: { [direct]: 5 } }]);
    expect(second.conversations()).toHaveLength(1);
    second.close();
    await world.connected({ snapshot: snapshot && { ...snapshot, userId: "user_other" as UserId } });
    expect(world.socket.messages).toEqual([{ type: "sync" }]);
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
    const seqs = seqsOf(client);
    world.socket.say({ type: "sync-required", conversationId: direct, headSeq: 6 });
    await settle();
    expect(world.socket.framesOf("sync")[1]).toEqual({ type: "sync", cursors: { [direct]: 4 } });
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
    expect(world.socket.framesOf("sync")[2]).toEqual({ type: "sync", cursors: { [direct]: 4 } });
  });

  it("[SDK-9] asks for the inbox when an event comes of a conversation that it does not list", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const seqs = seqsOf(client);
    const other = "direct_other" as ConversationId;
    world.socket.say(message(1, { conversationId: other }));
    await settle();
    expect(world.socket.framesOf("sync")[1]).toEqual({ type: "sync", inboxVersion: 1 });
    world.socket.say(conversationChanged({ conversationId: other, headSeq: 1 }), { ...syncDone, inboxVersion: 9 });
    expect(seqs).toEqual([1]);
    expect(client.conversations().map(({ id }) => id)).toContain(other);
    expect(client.snapshot()?.inboxVersion).toBe(9);
  });
});

describe("order", () => {
  it("[SDK-8] drops what came before, on this socket or the next", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const seqs = seqsOf(client);
    world.socket.say(message(1), message(2), message(2), message(1));
    world.socket.end(1006);
    await world.clock.advance(5_000);
    await world.catchUp(message(1), message(2), message(3));
    expect(seqs).toEqual([1, 2, 3]);
  });

  it("[SDK-8] fetches what is missing before it shows what comes after", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 4);
    const seqs = seqsOf(client);
    world.socket.say(message(5), message(8));
    await settle();
    expect(seqs).toEqual([5]);
    expect(world.socket.framesOf("sync")[1]).toEqual({ type: "sync", cursors: { [direct]: 5 } });
    world.socket.say(message(6), message(7), message(8), syncDone, message(9));
    expect(seqs).toEqual([5, 6, 7, 8, 9]);
  });

  it("[SDK-8] asks again while the answer leaves a gap", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 4);
    const seqs = seqsOf(client);
    world.socket.say(message(7));
    await settle();
    world.socket.say(message(5), syncDone);
    await settle();
    expect(world.socket.framesOf("sync")[2]).toEqual({ type: "sync", cursors: { [direct]: 5 } });
    world.socket.say(message(6), message(7), syncDone);
    expect(seqs).toEqual([5, 6, 7]);
  });

  it("[SDK-8] takes a void for the events it stands for, also when it begins before the cursor", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const seqs = seqsOf(client);
    const voids: number[] = [];
    client.on("void", ({ toSeq }) => voids.push(toSeq));
    world.socket.say(
      message(1),
      { type: "void", conversationId: direct, seq: 1, toSeq: 4, createdAt: 1 },
      { type: "void", conversationId: direct, seq: 2, toSeq: 4, createdAt: 1 },
      message(5),
    );
    expect(seqs).toEqual([1, 5]);
    expect(voids).toEqual([4]);
  });

  it("[SDK-8] shows the first message of a new conversation, whether its entry comes before it or after", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const seen: string[] = [];
    client.on("message", ({ conversationId, seq }) => seen.push(`${conversationId}:${seq}`));
    const [early, late] = ["direct_early", "direct_late"] as ConversationId[];
    world.socket.say(conversationChanged({ conversationId: early!, headSeq: 2 }));
    world.socket.say(
      message(1, { conversationId: early! }),
      message(2, { conversationId: early! }),
      message(1, { conversationId: early! }),
    );
    world.socket.say(message(1, { conversationId: late! }), conversationChanged({ conversationId: late!, headSeq: 1 }));
    expect(seen).toEqual(["direct_early:1", "direct_early:2", "direct_late:1"]);
  });

  it("[SDK-8] keeps conversations apart", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const seqs = seqsOf(client);
    world.socket.say(message(2), message(7, { conversationId: "direct_other" as ConversationId }), message(1));
    expect(seqs).toEqual([7, 1]);
  });

  it("[SDK-18] an event of a later version moves the cursor, other unknown frames pass", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 4);
    const seqs = seqsOf(client);
    world.socket.say(
      { type: "message-edited", conversationId: direct, seq: 5, createdAt: 1 },
      { type: "presence", userId: peer, online: true },
      { type: "constructor" },
      message(6),
    );
    await settle();
    expect(seqs).toEqual([6]);
    expect(world.socket.framesOf("sync")).toHaveLength(1);
  });
});

describe("inbox", () => {
  const unreadOf = (client: KlatchClient): number | undefined => client.conversations()[0]?.unread;

  it("[SDK-15] shows the count of the last event of what came together, and the newest message", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const shown: number[] = [];
    client.on("conversation", ({ unread }) => shown.push(unread));
    world.socket.say(message(1), message(2, { unread: 2, content: { type: "text", text: `${"x".repeat(159)}😀` } }));
    expect(shown).toEqual([0, 2]);
    expect(client.conversations()[0]).toMatchObject({
      headSeq: 2,
      preview: { seq: 2, senderId: peer, type: "text", text: "x".repeat(159) },
    });
  });

  it("[SDK-15] takes the count of the user's own receipt, from any device, and nobody else's", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    world.socket.say(message(1, { unread: 1 }));
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: peer, seq: 1 });
    expect(unreadOf(client)).toBe(1);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 1, unread: 0 });
    expect(client.conversations()[0]).toMatchObject({ unread: 0, cursorSeq: 1 });
  });

  it("[SDK-15] lets no entry that is older than the events overwrite it", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    world.socket.say(message(1, { unread: 1 }), message(2, { unread: 2 }));
    world.socket.say(conversationChanged({ headSeq: 1, unread: 1, inboxVersion: 5 }));
    expect(client.conversations()[0]).toMatchObject({ unread: 2, headSeq: 2, inboxVersion: 5 });
    world.socket.say(conversationChanged({ headSeq: 2, unread: 0 }));
    expect(unreadOf(client)).toBe(0);
  });

  it("[SDK-15] moves the sender's cursor as the server does: only from the event before", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const cursor = (): number | undefined => client.conversations()[0]?.cursorSeq;
    world.socket.say(message(1, { senderId: me, unread: 0 }));
    expect(cursor()).toBe(1);
    world.socket.say(message(2, { unread: 1 }), message(3, { senderId: me, unread: 1 }));
    expect(cursor()).toBe(1);
  });

  it("[SDK-15] [INBOX-7] lists the most recently active first: by messages, by changes of a group, empty or not", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const listed = (): ConversationId[] => client.conversations().map(({ id }) => id);
    const [old, recent, group] = ["direct_old", "direct_recent", "group_1"] as [
      ConversationId,
      ConversationId,
      ConversationId,
    ];
    world.socket.say(
      conversationChanged({ conversationId: old, activeAt: 5 }),
      conversationChanged({ conversationId: recent, activeAt: 9 }),
      conversationChanged({ conversationId: group, kind: "group", headSeq: 2, activeAt: 7 }),
    );
    expect(listed()).toEqual([recent, group, old, direct]);
    world.socket.say(message(1, { conversationId: old, createdAt: 10 }));
    expect(listed()).toEqual([old, recent, group, direct]);
    const event = { conversationId: group, actorId: peer, createdAt: 11 };
    world.socket.say({ type: "group-changed", ...event, seq: 3, change: { kind: "info", name: "Tea" } });
    expect(listed()).toEqual([group, old, recent, direct]);
    expect(client.conversations()[0]?.activeAt).toBe(11);
  });
});

describe("mark-read", () => {
  it("[SDK-14] sends the highest, once", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    for (const seq of [3, 7, 5]) client.markRead(direct, seq);
    await settle();
    client.markRead(direct, 8);
    client.markRead(direct, 9);
    await settle();
    expect(world.socket.framesOf("mark-read").map(({ seq }) => seq)).toEqual([7]);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 7, unread: 2 });
    await settle();
    expect(world.socket.framesOf("mark-read").map(({ seq }) => seq)).toEqual([7, 9]);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 9, unread: 0 });
    client.markRead(direct, 9);
    await world.clock.advance(20_000);
    expect(world.socket.framesOf("mark-read")).toHaveLength(2);
  });

  it("[SDK-14] goes again on the next socket", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    client.markRead(direct, 7);
    await settle();
    world.socket.end(1006);
    await world.clock.advance(5_000);
    await world.catchUp();
    expect(world.socket.framesOf("mark-read").map(({ seq }) => seq)).toEqual([7]);
  });

  it("[SDK-14] goes again without an answer, but not for ever", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    client.markRead(direct, 7);
    for (let i = 0; i < 12; i++) {
      await world.clock.advance(5_000);
      world.socket.sayText("pong");
    }
    expect(world.sockets).toHaveLength(1);
    expect(world.socket.framesOf("mark-read")).toHaveLength(3);
  });

  it("[SDK-14] goes again after a refusal for now, and is dropped after one for good", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    const errors: string[] = [];
    client.on("error", ({ code }) => errors.push(code));
    client.markRead(direct, 7);
    await settle();
    world.socket.say({ type: "error", code: "UNAVAILABLE", message: "", conversationId: direct });
    await world.clock.advance(2_000);
    expect(world.socket.framesOf("mark-read")).toHaveLength(2);
    world.socket.say({ type: "error", code: "SEQ_OUT_OF_RANGE", message: "", conversationId: direct });
    await world.clock.advance(20_000);
    expect(world.socket.framesOf("mark-read")).toHaveLength(2);
    expect(errors).toEqual(["SEQ_OUT_OF_RANGE"]);
  });
});

describe("signals", () => {
  it("[SDK-8] typing goes out when it is worth something, and comes in as an event", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const typing: boolean[] = [];
    client.on("typing", ({ active }) => typing.push(active));
    client.setTyping(direct, true);
    client.setTyping(direct, false);
    await settle();
    expect(world.socket.framesOf("typing")).toEqual([{ type: "typing", conversationId: direct, active: false }]);
    world.socket.say({ type: "typing", conversationId: direct, userId: peer, active: true });
    expect(typing).toEqual([true]);
    world.socket.end(1006);
    client.setTyping(direct, true);
    await world.clock.advance(5_000);
    await world.catchUp();
    expect(world.socket.framesOf("typing")).toEqual([]);
  });
});
