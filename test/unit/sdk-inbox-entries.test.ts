// Entries of the inbox as events and receipts change them: counts, previews, cursors and their order.
import { describe, expect, it } from "vitest";
import type { KlatchClient } from "../../sdk/entry.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { FakeWorld, conversationChanged, direct, me, message, peer } from "../support/sdk-fakes.ts";

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

  it("[SDK-145] keeps the preview of an entry that was there before the events that it contains", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const preview = { seq: 1, senderId: peer, type: "text", text: "edited", createdAt: 1_700_000_000_001 };
    world.socket.say(conversationChanged({ headSeq: 2, unread: 1, inboxVersion: 5, preview }));
    const content = { type: "text", text: "edited" } as const;
    const edit = { seq: 2, targetSeq: 1, senderId: peer, content, createdAt: 1_700_000_000_002, fallback: "" };
    world.socket.say(message(1), { type: "message-edited", conversationId: direct, ...edit });
    expect(client.conversations()[0]).toMatchObject({ headSeq: 2, preview });
    // What is hidden is shown by no list either: the server leaves it out of the entry.
    world.socket.say(conversationChanged({ headSeq: 3, unread: 1, inboxVersion: 6, preview }));
    world.socket.say(message(3));
    expect(client.conversations()[0]).toMatchObject({ headSeq: 3, preview });
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
