// The list of conversations as the device has it: what waits, who mentioned the user, who added them, and the order.
import { describe, expect, it } from "vitest";
import { memoryStore, type KlatchClient, type ListedConversation } from "../../sdk/entry.ts";
import { hasMention, shownAt } from "../../sdk/inbox/listed-conversation.ts";
import { isMessageChange } from "../../sdk/client/message-change.ts";
import { eventKinds } from "../../schema/protocol/events/events.ts";
import type { ConversationId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import { Random } from "../../lab/kit/random.ts";
import {
  conversationChanged,
  direct,
  entryOf,
  FakeWorld,
  me,
  message,
  peer,
  session,
  settle,
} from "../support/sdk-fakes.ts";
import { ackOf, refusalOf } from "../support/sdk-frames.ts";
import { twoTabs } from "../support/sdk-tabs.ts";
import { Device } from "../support/stored-device.ts";

const other = "direct_other" as ConversationId;
const group = "group_1" as ConversationId;
const everyone = "all" as UserId;
const ids = (client: KlatchClient): ConversationId[] => client.conversations().map(({ id }) => id);
const waitingIn = (client: KlatchClient): unknown[] =>
  client.conversations().map(({ id, outgoing }) => [id, outgoing?.content, outgoing?.state]);
const text = (words: string): object => ({ type: "text", text: words });

describe("a message that waits", () => {
  it("[SDK-100] puts its conversation first, after a restart without a network too, until its event is there", async () => {
    const device = new Device();
    const first = await device.install();
    await device.world.catchUp(
      conversationChanged({ activeAt: 5 }),
      conversationChanged({ conversationId: other, activeAt: 9 }),
    );
    expect(ids(first)).toEqual([other, direct]);
    device.world.socket.end(1006);
    first.send(direct, "one");
    const sent = first.send(direct, "two");
    expect(waitingIn(first)).toEqual([
      [direct, text("two"), "storing"],
      [other, undefined, undefined],
    ]);
    await device.crash(first);

    const second = await device.start();
    expect(waitingIn(second)[0]).toEqual([direct, text("two"), "waiting"]);
    await device.world.catchUp();
    for (const [at, one] of second.outgoing().entries()) {
      device.world.socket.say(ackOf(one, at + 1));
      await settle();
    }
    expect(waitingIn(second)[0]).toEqual([direct, text("two"), "acked"]);
    const at = device.world.clock.nowMs;
    for (const [index, { clientMsgId, content }] of second.outgoing().entries())
      device.world.socket.say(message(index + 1, { senderId: me, clientMsgId, content, createdAt: at }));
    expect(second.conversations()[0]).toMatchObject({ id: direct, preview: { text: "two", senderId: me } });
    expect(second.conversations()[0]?.outgoing).toBeUndefined();
    expect(sent.clientMsgId).toBe(device.world.socket.framesOf("send-message").at(-1)?.clientMsgId);
  });

  it("[SDK-100] that failed stays with its conversation until it is discarded", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello");
    await settle();
    world.socket.say(refusalOf("READ_ONLY", sent));
    expect(client.conversations()[0]?.outgoing).toMatchObject({ state: "failed", error: { code: "READ_ONLY" } });
    sent.discard();
    expect(client.conversations()[0]?.outgoing).toBeUndefined();
  });

  it("[SDK-100] shows in the other tab, with its state", async () => {
    const { world, browser, first, second } = await twoTabs();
    world.socket.end(1006);
    const sent = second.client.send(direct, "from the second");
    await browser.hearAll();
    for (const { client } of [first, second])
      expect(client.conversations()[0]?.outgoing).toMatchObject({ clientMsgId: sent.clientMsgId, state: "waiting" });
  });

  it("[SDK-100] is shown to nobody else who signs in on the device", async () => {
    const store = memoryStore();
    await store.save(session);
    const world = new FakeWorld();
    const client = world.client({ store });
    await client.start();
    await world.catchUp(conversationChanged());
    world.socket.end(1006);
    client.send(direct, "a secret");
    await client.stored();
    await store.save({ ...session, user: { ...session.user, id: peer, username: "peer" } });
    client.close();
    const next = new FakeWorld();
    const later = next.client({ store });
    expect((await later.start())?.user.id).toBe(peer);
    await next.catchUp(conversationChanged());
    expect(waitingIn(later)).toEqual([[direct, undefined, undefined]]);
  });
});

describe("the order", () => {
  const entry = (fields: Partial<ListedConversation>): ListedConversation => ({
    ...entryOf({ activeAt: 9 }),
    ...fields,
  });
  const preview = { seq: 1, senderId: peer, type: "text", text: "", createdAt: 5 };
  const joined = { seq: 2, actorId: peer, how: "added" as const, createdAt: 7 };

  it("[SDK-100] is that of messages and of coming in; a new name or role moves nothing", () => {
    expect(shownAt(entry({ preview }))).toBe(5);
    expect(shownAt(entry({ preview, joined }))).toBe(7);
    expect(shownAt(entry({ preview: null, joined }))).toBe(7);
    expect(shownAt(entry({ preview: null }))).toBe(9);
    expect(shownAt(entry({ preview, left: true }))).toBe(9);
  });
});

it("[COUNT-8] quiet events leave a conversation where it is in the list, and are those of the protocol", async () => {
  const world = new FakeWorld();
  const client = await world.connected();
  world.socket.say(message(1, { unread: 1, createdAt: 5 }));
  const happened = { conversationId: direct, targetSeq: 1, senderId: peer, createdAt: 9, unread: 1, unreadMentions: 0 };
  world.socket.say({ ...happened, type: "reaction-changed", seq: 2, emoji: "👍", active: true });
  expect(client.conversations()).toMatchObject([{ headSeq: 2, activeAt: 5, unread: 1, mentions: 0 }]);
  world.socket.say({ ...happened, type: "dice", seq: 3, fallback: "4" });
  expect(client.conversations()).toMatchObject([{ headSeq: 3, activeAt: 9 }]);
  const known = [...eventKinds.values()];
  expect(known.filter((kind) => isMessageChange(kind))).toEqual(known.filter((kind) => kind.isQuiet));
});

describe("mentions", () => {
  const mentioning = (seq: number, mentions: readonly UserId[], fields: object = {}): object =>
    message(seq, { mentions: [...mentions], ...fields });
  const mentionsOf = (client: KlatchClient): readonly number[] | undefined => client.conversations()[0]?.mentionSeqs;

  it("[SDK-101] of the user or everybody, by others, are named until they are read on any device", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.say(
      mentioning(1, [me]),
      mentioning(2, [peer]),
      mentioning(3, [everyone]),
      mentioning(4, [me], { senderId: me }),
      message(5, { unread: 4 }),
    );
    expect(mentionsOf(client)).toEqual([1, 3]);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 2, unread: 2 });
    expect(mentionsOf(client)).toEqual([3]);
    // An entry of the server, which says nothing of mentions, takes none away; one that is read further does.
    world.socket.say(conversationChanged({ headSeq: 5, cursorSeq: 2, unread: 2 }));
    expect(mentionsOf(client)).toEqual([3]);
    world.socket.say(conversationChanged({ headSeq: 5, cursorSeq: 5, unread: 0 }));
    expect(mentionsOf(client)).toBeUndefined();
  });

  it("[SDK-101] that were read elsewhere while the device was away are not named when they arrive", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.say(conversationChanged({ headSeq: 2, cursorSeq: 1, unread: 1 }), mentioning(1, [me]));
    expect(mentionsOf(client)).toBeUndefined();
    world.socket.say(mentioning(2, [me], { unread: 1 }));
    expect(mentionsOf(client)).toEqual([2]);
    world.socket.say({ type: "sync-required", conversationId: direct, headSeq: 1, setBack: true });
    expect(mentionsOf(client)).toBeUndefined();
  });

  it("[SDK-101] are there after a restart, in the other tab, and at most fifty", async () => {
    const device = new Device();
    const first = await device.install();
    await device.world.catchUp(conversationChanged());
    for (let seq = 1; seq <= 60; seq++) device.world.socket.say(mentioning(seq, [me], { unread: seq }));
    await device.crash(first);
    const second = await device.start();
    expect(mentionsOf(second)).toEqual(Array.from({ length: 50 }, (_, n) => 11 + n));

    const tabs = await twoTabs();
    tabs.world.socket.say(mentioning(2, [me], { unread: 1 }));
    await tabs.browser.hearAll();
    for (const { client } of [tabs.first, tabs.second]) expect(mentionsOf(client)).toEqual([2]);
    tabs.world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 2, unread: 0 });
    await tabs.browser.hearAll();
    for (const { client } of [tabs.first, tabs.second]) expect(mentionsOf(client)).toBeUndefined();
  });

  it("[COUNT-7] are counted by the server: the count follows that of unread messages, and is nobody's guess without it", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const counts = (): unknown[] =>
      client.conversations().map((entry) => [entry.unread, entry.mentions, hasMention(entry)]);
    world.socket.say(message(1, { unread: 1, unreadMentions: 0 }), message(2, { unread: 2, unreadMentions: 1 }));
    expect(counts()).toEqual([[2, 1, true]]);
    // It came before this device did, and the newest event counts what an edit has made of it.
    world.socket.say({ ...message(3), type: "dice", fallback: "4", unread: 2, unreadMentions: 2 });
    expect(counts()).toEqual([[2, 2, true]]);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 1, unread: 1, mentions: 1 });
    expect(counts()).toEqual([[1, 1, true]]);
    // A receipt that is older than an entry over HTTP takes nothing back.
    world.socket.say(conversationChanged({ headSeq: 4, cursorSeq: 1, unread: 2, mentions: 2 }));
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 1, unread: 1, mentions: 1 });
    expect(counts()).toEqual([[2, 2, true]]);
    world.socket.say(mentioning(4, [me], { unread: 2, unreadMentions: 2 }));
    world.socket.say(mentioning(5, [me], { unread: 3 }));
    expect(counts()).toEqual([[3, undefined, true]]);
    world.socket.say(conversationChanged({ headSeq: 5, cursorSeq: 4, unread: 1, mentions: 0 }));
    expect(counts()).toEqual([[1, 0, false]]);
  });

  it("[SDK-101] are those of a recount, whatever came, was read, and in which order entries arrive", async () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(`mentions ${seed}`);
      const world = new FakeWorld();
      const client = await world.connected();
      const mentioned: number[] = [];
      let [head, cursor] = [0, 0];
      const unread = (): number => head - cursor;
      for (let step = 0; step < 40; step++) {
        const act = random.below(4);
        if (act <= 1) {
          const isMention = random.chance(0.4);
          head += 1;
          if (isMention) mentioned.push(head);
          world.socket.say(mentioning(head, isMention ? [random.pick([me, everyone])] : [], { unread: unread() }));
        } else if (act === 2 && head > 0) {
          cursor = random.between(cursor, head);
          world.socket.say({
            type: "read-receipt",
            conversationId: direct,
            userId: me,
            seq: cursor,
            unread: unread(),
          });
        } else
          world.socket.say(
            conversationChanged({ headSeq: random.between(0, head), cursorSeq: random.between(0, cursor) }),
          );
        const wanted = mentioned.filter((seq) => seq > cursor);
        expect(mentionsOf(client) ?? [], `seed ${seed}, step ${step}`).toEqual(wanted);
      }
      client.close();
    }
  });
});

describe("coming into a group", () => {
  const joinedEvent = (seq: number, userIds: UserId[], how = "added"): object => ({
    ...{ type: "member-changed", conversationId: group, seq, actorId: peer, createdAt: 20, userIds },
    change: { kind: "joined", how, role: "member" },
  });
  const joinedOf = (client: KlatchClient): unknown =>
    client.conversations().find(({ id }) => id === group)?.joined ?? null;

  it("[SDK-102] is in the entry before the server's says it, and ends with the first message", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const entry = { conversationId: group, kind: "group" as const, activeAt: 20 };
    world.socket.say(conversationChanged({ ...entry, headSeq: 3 }), joinedEvent(3, [me]));
    const joined = { seq: 3, actorId: peer, how: "added", createdAt: 20 };
    expect(joinedOf(client)).toEqual(joined);
    world.socket.say(joinedEvent(4, ["user_new" as UserId], "link"));
    expect(joinedOf(client)).toEqual(joined);
    // The entry of an earlier server does not say it, and one of a later server does.
    world.socket.say(conversationChanged({ ...entry, headSeq: 4 }));
    expect(joinedOf(client)).toEqual(joined);
    world.socket.say(message(5, { conversationId: group, messageId: "m_5" as MessageId, unread: 1 }));
    expect(joinedOf(client)).toBeNull();
  });

  it("[SDK-102] is taken from the server where the device missed it", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const joined = { seq: 3, actorId: peer, how: "created" as const, createdAt: 20 };
    world.socket.say(conversationChanged({ conversationId: group, kind: "group", headSeq: 3, joined }));
    expect(joinedOf(client)).toEqual(joined);
    const preview = { seq: 4, senderId: peer, type: "text", text: "Hi", createdAt: 30 };
    world.socket.say(conversationChanged({ conversationId: group, kind: "group", headSeq: 4, preview }));
    expect(joinedOf(client)).toBeNull();
  });
});
