// What a device knows of messages that were changed: in its timelines, its store and its list of conversations.
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, it } from "vitest";
import { memoryStore, type EventFrame, type KlatchClient, type KlatchStore } from "@klatch/sdk";
import { indexedDbStore } from "@klatch/sdk/indexeddb";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { HeldStates } from "../../sdk/states/held-states.ts";
import {
  conversationChanged,
  direct,
  FakeWorld,
  me,
  message,
  peer,
  problem,
  session,
  settle,
} from "../support/sdk-fakes.ts";
import { twoTabs } from "../support/sdk-tabs.ts";

const third = "user_third" as UserId;
const base = (seq: number): { conversationId: ConversationId; seq: number; createdAt: number; fallback: string } => ({
  conversationId: direct,
  seq,
  createdAt: 1_700_000_000_000 + seq,
  fallback: "",
});
const edited = (seq: number, targetSeq: number, text: string): EventFrame => ({
  type: "message-edited",
  ...base(seq),
  targetSeq,
  senderId: peer,
  content: { type: "text", text },
});
const reacted = (seq: number, targetSeq: number, senderId: UserId, active = true): EventFrame => ({
  type: "reaction-changed",
  ...base(seq),
  targetSeq,
  senderId,
  emoji: "👍",
  active,
});
const recalled = (seq: number, targetSeq: number): EventFrame => ({
  type: "message-recalled",
  ...base(seq),
  targetSeq,
  senderId: peer,
  reason: "sender",
});

/** A device with this store, whose conversation it has heard from its first event on. */
async function started(world: FakeWorld, store: KlatchStore, ...events: readonly object[]): Promise<KlatchClient> {
  await store.save(session);
  const client = world.client({ store });
  await client.start();
  await settle();
  await world.catchUp(conversationChanged());
  for (const event of events) world.socket.say(event);
  await client.stored();
  return client;
}

async function shown(client: KlatchClient, options: Parameters<KlatchClient["timeline"]>[1] = {}): Promise<unknown[]> {
  const timeline = client.timeline(direct, options);
  await timeline.opened;
  await settle();
  const items = timeline.items.map((item) =>
    item.kind === "event" ? [item.event.seq, withoutAsOf(item.state)] : null,
  );
  timeline.close();
  return items;
}
const withoutAsOf = (state: object | null): object | null =>
  state === null ? null : Object.fromEntries(Object.entries(state).filter(([key]) => key !== "asOf"));

const calls = (world: FakeWorld, part: string): string[] =>
  world.calls.map(({ path }) => path).filter((path) => path.includes(part));

const stores: Readonly<Record<string, () => KlatchStore>> = {
  memory: memoryStore,
  IndexedDB: () => indexedDbStore({ indexedDB: new IDBFactory(), IDBKeyRange, locks: null }),
};

it.each(Object.entries(stores))(
  "[SDK-144] in %s nothing is left of what was recalled, nor of its edits",
  async (_, open) => {
    const [world, store] = [new FakeWorld(), open()];
    const client = await started(world, store, message(1), message(2), edited(3, 1, "secret"), message(4));
    const waiting = client.react(direct, 1, "👍", true);
    world.socket.say(recalled(5, 1));
    await client.stored();
    const events = await store.readEvents(me, { conversationId: direct, from: { after: 0 }, limit: 9 });
    expect(JSON.stringify(events)).not.toMatch(/secret|text 1/);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(JSON.stringify(events)).toContain("text 2");
    expect(waiting.state).toBe("discarded");
    expect(await shown(client)).toEqual([
      [1, { recalled: { senderId: peer, reason: "sender" } }],
      [2, null],
      [4, null],
    ]);
  },
);

it("[SDK-144] a page that was asked for before a recall brings nothing back", async () => {
  const [world, store] = [new FakeWorld(), memoryStore({ maxEventsPerConversation: 1 })];
  const client = await started(world, store, message(1), message(2), message(3));
  const late = Promise.withResolvers<{ status: number; body: object }>();
  world.answer = () => late.promise;
  const timeline = client.timeline(direct, { at: 1 });
  await settle();
  world.socket.say(recalled(4, 1));
  await settle();
  late.resolve({
    status: 200,
    body: { events: [message(1), message(2)], headSeq: 3, before: null, after: 2, states: {} },
  });
  await timeline.opened;
  await client.stored();
  expect(JSON.stringify(timeline.events)).not.toContain("text 1");
  const events = await store.readEvents(me, { conversationId: direct, from: { after: 0 }, limit: 9 });
  expect(JSON.stringify(events)).not.toContain("text 1");
});

it("[SDK-145] the list shows what the newest message says now, and stays in its order", async () => {
  const world = new FakeWorld();
  const client = await started(world, memoryStore(), message(1), message(2, { mentions: [me] }));
  const { activeAt } = client.conversations()[0] ?? {};
  world.socket.say(edited(3, 2, "better"), edited(4, 1, "an older one"));
  expect(client.conversations()).toMatchObject([{ preview: { seq: 2, text: "better" }, activeAt, headSeq: 4 }]);
  world.socket.say(recalled(5, 2));
  expect(client.conversations()).toMatchObject([{ preview: { seq: 2, type: "gone", text: "" }, activeAt }]);
  expect(client.conversations()[0]?.mentionSeqs).toBeUndefined();
});

it("[SDK-143] after a restart without a network the store says what became of messages, those of a page too", async () => {
  const [world, store] = [new FakeWorld(), memoryStore()];
  world.answer = () => ({
    status: 200,
    body: {
      events: [1, 2, 3].map((seq) => message(seq)),
      states: { 1: { asOf: 6, pinned: true }, 2: { asOf: 6, reactions: [{ emoji: "👍", count: 3, mine: true }] } },
      headSeq: 6,
      before: null,
      after: 3,
    },
  });
  await store.save(session);
  const client = world.client({ store });
  await client.start();
  await settle();
  await world.catchUp(conversationChanged({ headSeq: 6 }));
  expect(await shown(client, { at: 1, pageSize: 6 })).toEqual([
    [1, { pinned: true }],
    [2, { reactions: [{ emoji: "👍", count: 3, mine: true }] }],
    [3, null],
  ]);
  world.socket.say(reacted(7, 2, peer), reacted(8, 3, me), reacted(9, 2, me, false), edited(10, 9, "of no message"));
  await client.stored();
  client.close();
  const offline = new FakeWorld();
  offline.answer = () => ({ status: 503, body: problem(503, "UNAVAILABLE") });
  const again = offline.client({ store });
  await again.restore();
  expect(await shown(again, { at: 1, pageSize: 6 })).toEqual([
    [1, { pinned: true }],
    [2, { reactions: [{ emoji: "👍", count: 3, mine: false }] }],
    [3, { reactions: [{ emoji: "👍", count: 1, mine: true }] }],
  ]);
  expect(calls(offline, "/states")).toEqual([]);
});

it("[SDK-143] who comes back asks for what became of messages, and again when a reaction from before changes", async () => {
  const world = new FakeWorld();
  const client = await started(world, memoryStore(), message(1), reacted(2, 1, third), reacted(3, 1, peer));
  const timeline = client.timeline(direct);
  await timeline.opened;
  const states = { 1: { asOf: 7, reactions: [{ emoji: "👍", count: 2, mine: false }] } };
  world.answer = () => ({ status: 200, body: { headSeq: 7, states } });
  // While the user was out, the third has taken theirs away.
  const joined = { type: "member-changed", actorId: peer, userIds: [me], change: { kind: "joined", how: "added" } };
  world.socket.say({ type: "void", ...base(4), toSeq: 6 }, { ...joined, ...base(7) });
  await settle();
  expect(calls(world, "/states")).toHaveLength(1);
  world.answer = () => ({ status: 200, body: { headSeq: 8, states } });
  world.socket.say(reacted(8, 1, third));
  await settle();
  expect(calls(world, "/states")).toHaveLength(2);
  expect(timeline.items[0]).toMatchObject({ state: { reactions: [{ count: 2 }] } });
});

it("[SDK-147] what is hidden on another device is hidden here, also if this one was away, and is asked for once", async () => {
  const [world, store] = [new FakeWorld(), memoryStore()];
  const client = await started(world, store, message(1), message(2), message(3), message(4));
  const hidden = { type: "messages-hidden", conversationId: direct };
  world.socket.say({ ...hidden, seqs: [1], hides: 1 });
  await client.stored();
  expect(await shown(client)).toEqual([2, 3, 4].map((seq) => [seq, null]));
  world.answer = () => ({ status: 200, body: { items: [2, 4], next: null, hides: 3 } });
  world.socket.say({ ...hidden, seqs: [4], hides: 3 });
  await settle();
  await client.stored();
  expect(calls(world, "/hidden")).toEqual([`/api/conversations/${direct}/hidden?after=1`]);
  expect(await shown(client)).toEqual([[3, null]]);
  const kept = JSON.stringify(await store.readEvents(me, { conversationId: direct, from: { after: 0 }, limit: 9 }));
  expect(kept).not.toMatch(/text [124]/);
  client.close();
  const next = new FakeWorld();
  const again = next.client({ store });
  await again.start();
  await settle();
  await next.catchUp({ ...conversationChanged({ headSeq: 4 }), hides: 3 });
  expect(await shown(again)).toEqual([[3, null]]);
  expect(calls(next, "/hidden")).toEqual([]);
});

it("[SDK-147] every tab hides what one does, and says what became of a message", async () => {
  const { world, browser, first, second } = await twoTabs();
  world.socket.say(
    message(2),
    { type: "messages-hidden", conversationId: direct, seqs: [1], hides: 1 },
    reacted(3, 2, peer),
  );
  const told: unknown[] = [];
  second.client.on("message-state", (news) => told.push(news));
  await browser.hearAll();
  for (const { client } of [first, second])
    expect(await shown(client)).toEqual([[2, { reactions: [{ emoji: "👍", count: 1, mine: false }] }]]);
  expect(told).toEqual([{ conversationId: direct, seqs: [1, 2] }]);
});

it("[SDK-147] a device that has how far it is in a conversation, and no entry of it, asks for what is hidden there", async () => {
  const world = new FakeWorld();
  const snapshot = { userId: me, inboxVersion: null, conversations: [], cursors: [[direct, 0] as const] };
  const client = world.client({ snapshot });
  await client.restore();
  void client.connect();
  await settle();
  world.answer = () => ({ status: 200, body: { items: [1], next: null, hides: 1 } });
  await world.catchUp({ ...conversationChanged({ headSeq: 1 }), hides: 1 }, message(1));
  expect(calls(world, "/hidden")).toEqual([`/api/conversations/${direct}/hidden?after=0`]);
  client.close();
});

it("[SDK-140] the first event that is heard of a conversation changes what was loaded before it, at once", () => {
  const held = new HeldStates(me);
  held.align(null);
  const [first] = held.take([message(1)]);
  if (first === undefined) throw new Error("one was taken");
  held.heard(reacted(2, 1, peer));
  expect(held.of(first, [])).toMatchObject({ reactions: [{ emoji: "👍", count: 1, mine: false }] });
  expect(held.unknown([first])).toEqual([]);
  // What happened before that was not heard is asked for all the same.
  held.heard(reacted(5, 1, third));
  expect(held.unknown([first])).toHaveLength(1);
});
