// Timelines: a window of the log that never has a gap, whatever is in the store or on the wire.
import { describe, expect, it } from "vitest";
import type { Timeline } from "@klatch/sdk";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { conversationChanged, direct, FakeWorld, me, message, problem, settle } from "../support/sdk-fakes.ts";
import { NaiveConversation, span, type Kind } from "../support/naive-conversation.ts";

const peers = (count: number): Kind[] => Array.from({ length: count }, () => "peer" as const);

const seqs = (timeline: Timeline): number[] => timeline.events.map(({ seq }) => seq);

async function opened(conversation: NaiveConversation, options: object = { pageSize: 10 }): Promise<Timeline> {
  const timeline = conversation.timeline(options);
  await timeline.opened;
  return timeline;
}

describe("a timeline", () => {
  it("[SDK-34] opens at the end, grows at both ends and knows them", async () => {
    const timeline = await opened(await NaiveConversation.make(peers(25)));
    expect(seqs(timeline)).toEqual(span(16, 25));
    expect([timeline.atStart, timeline.atEnd]).toEqual([false, true]);
    await timeline.loadOlder();
    await timeline.loadOlder();
    expect(seqs(timeline)).toEqual(span(1, 25));
    expect(timeline.atStart).toBe(true);
    await timeline.jumpTo(3);
    expect(seqs(timeline)).toEqual(span(1, 25));
  });

  it("[SDK-34] jumps to a seq with something on either side, and back to the end", async () => {
    const timeline = await opened(await NaiveConversation.make(peers(100)));
    await timeline.jumpTo(40);
    expect(seqs(timeline)).toEqual(span(36, 45));
    expect([timeline.atStart, timeline.atEnd]).toEqual([false, false]);
    await timeline.loadNewer();
    expect(seqs(timeline)).toEqual(span(36, 55));
    await timeline.jumpTo("end");
    expect(seqs(timeline)).toEqual(span(91, 100));
    await timeline.jumpTo(1_000);
    expect(timeline.atEnd).toBe(true);
  });

  it("[SDK-34] opens around a seq, such as that of the first unread", async () => {
    const timeline = await opened(await NaiveConversation.make(peers(100)), { at: 50, pageSize: 20 });
    expect(seqs(timeline)).toEqual(span(41, 60));
  });

  it("[SDK-34] appends what happens at its end; elsewhere it counts what others write, until that is reached", async () => {
    const conversation = await NaiveConversation.make(peers(30));
    const timeline = await opened(conversation);
    await conversation.happen("peer");
    expect([timeline.events.at(-1)?.seq, timeline.newer, timeline.atEnd]).toEqual([31, 0, true]);
    await timeline.jumpTo(5);
    for (const kind of ["peer", "me", { hidden: 3 }, "peer"] as const) await conversation.happen(kind);
    expect([timeline.newer, timeline.atEnd]).toEqual([2, false]);
    await timeline.jumpTo("end");
    expect([timeline.newer, timeline.atEnd]).toEqual([0, true]);
  });

  it("[SDK-34] keeps what was appended while it was on its way to the end, whenever that came", async () => {
    for (let turns = 0; turns < 12; turns++) {
      const conversation = await NaiveConversation.make(peers(2));
      const timeline = await opened(conversation);
      for (let missed = 0; missed < 3; missed++) conversation.miss("peer");
      conversation.hear();
      const lengths: number[] = [];
      timeline.onChange(() => lengths.push(timeline.events.length));
      const jumped = timeline.jumpTo("end");
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      for (const event of conversation.log.slice(2)) conversation.emitter.emit("event", event);
      await jumped;
      expect(seqs(timeline)).toEqual(span(1, 5));
      expect(lengths, `after ${turns} turns`).toEqual(lengths.toSorted((x, y) => x - y));
    }
  });

  it("[SDK-34] is cut back to what is looked at and a page around it", async () => {
    const conversation = await NaiveConversation.make(peers(100));
    const timeline = await opened(conversation, { pageSize: 50 });
    await timeline.loadOlder();
    expect(timeline.events).toHaveLength(100);
    timeline.trim({ fromSeq: 2, toSeq: 5 });
    expect(seqs(timeline)).toEqual(span(1, 55));
    expect(timeline.atEnd).toBe(false);
    await conversation.happen("peer");
    expect(timeline.newer).toBe(1);
    timeline.trim({ fromSeq: 500, toSeq: 600 });
    expect(timeline.events).toHaveLength(55);
  });

  it("[SDK-34] of a conversation in which nothing happened is at both ends", async () => {
    const conversation = await NaiveConversation.make([]);
    const timeline = await opened(conversation);
    expect([timeline.atStart, timeline.atEnd, timeline.events.length]).toEqual([true, true, 0]);
    expect(conversation.fetches).toBe(0);
    await conversation.happen("peer");
    expect(seqs(timeline)).toEqual([1]);
  });

  it("[SDK-35] takes from the store what is there without a gap, and only the rest from the server", async () => {
    const conversation = await NaiveConversation.make(peers(100));
    await conversation.keep(60, 100);
    await conversation.keep(0, 40);
    const timeline = await opened(conversation);
    for (let i = 0; i < 3; i++) await timeline.loadOlder();
    expect(conversation.fetches).toBe(0);
    expect(seqs(timeline)).toEqual(span(61, 100));
    await timeline.loadOlder();
    expect([conversation.fetches, timeline.events[0]?.seq]).toEqual([1, 51]);
    await timeline.loadOlder();
    await timeline.loadOlder();
    expect([conversation.fetches, timeline.events[0]?.seq]).toEqual([2, 31]);
  });

  it("[SDK-35] shows offline what the store has, says what is wrong, and can be asked again", async () => {
    const conversation = await NaiveConversation.make(peers(100));
    await conversation.keep(50, 90);
    conversation.isOnline = false;
    const timeline = await opened(conversation);
    expect(seqs(timeline)).toEqual(span(81, 90));
    expect([timeline.atEnd, timeline.error?.code]).toEqual([false, "UNAVAILABLE"]);
    conversation.isOnline = true;
    await timeline.loadNewer();
    expect(seqs(timeline)).toEqual(span(81, 100));
    expect([timeline.atEnd, timeline.error]).toEqual([true, null]);
  });

  it("[SDK-35] that could not open does so when it is asked for more", async () => {
    const conversation = await NaiveConversation.make(peers(30));
    conversation.isOnline = false;
    const timeline = await opened(conversation);
    expect([timeline.atStart, timeline.atEnd, timeline.error?.code]).toEqual([false, false, "UNAVAILABLE"]);
    conversation.isOnline = true;
    await timeline.loadOlder();
    expect(seqs(timeline)).toEqual(span(21, 30));
  });

  it("[SDK-35] asks again by itself once the device has caught up, unless it was refused for good", async () => {
    const conversation = await NaiveConversation.make(peers(30));
    conversation.isOnline = false;
    const timeline = await opened(conversation);
    conversation.isOnline = true;
    conversation.becomeCaughtUp();
    await settle();
    expect([seqs(timeline), timeline.error]).toEqual([span(21, 30), null]);
    conversation.isOnline = false;
    await timeline.loadOlder();
    conversation.isOnline = true;
    conversation.becomeCaughtUp();
    await settle();
    expect([seqs(timeline), timeline.error]).toEqual([span(11, 30), null]);
    conversation.refusal = "CONVERSATION_NOT_FOUND";
    await timeline.loadOlder();
    conversation.refusal = null;
    conversation.becomeCaughtUp();
    await settle();
    expect([seqs(timeline), timeline.error?.code]).toEqual([span(11, 30), "CONVERSATION_NOT_FOUND"]);
  });

  it("[SDK-35] loads one thing at a time, shared by all who ask; a signal ends one's waiting only", async () => {
    const conversation = await NaiveConversation.make(peers(30));
    const timeline = await opened(conversation);
    const fetched = conversation.fetches;
    const abort = new AbortController();
    const given = timeline.loadOlder({ signal: abort.signal });
    const loads = [timeline.loadOlder(), timeline.loadOlder()];
    expect(timeline.loading).toBe("older");
    abort.abort(new Error("enough"));
    await expect(given).rejects.toThrow("enough");
    await Promise.all(loads);
    expect([timeline.loading, conversation.fetches - fetched]).toEqual([null, 1]);
    expect(seqs(timeline)).toEqual(span(11, 30));
  });

  it("[SDK-34] tells of changes once a turn, keeps what stays the same object, and is silent when closed", async () => {
    const conversation = await NaiveConversation.make(peers(5));
    const timeline = await opened(conversation);
    let told = 0;
    timeline.onChange(() => told++);
    const before = timeline.items;
    expect(timeline.items).toBe(before);
    await Promise.all([conversation.happen("peer"), conversation.happen("peer")]);
    await settle();
    expect(told).toBe(1);
    expect(timeline.items.slice(0, 5).every((item, i) => item === before[i])).toBe(true);
    timeline.close();
    await conversation.happen("peer");
    await settle();
    expect([told, timeline.events.length]).toEqual([1, 7]);
  });
});

describe("a client's timeline", () => {
  it("[SDK-35] shows own messages behind the events, under one key, until their event takes their place", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const timeline = client.timeline(direct);
    await timeline.opened;
    const sent = client.send(direct, "hello");
    await settle();
    const [item] = timeline.items;
    expect(item).toMatchObject({ kind: "outgoing", message: { state: "sending" } });
    world.socket.say({ ...message(1), type: "message-ack", clientMsgId: sent.clientMsgId });
    const [ackedItem] = timeline.items;
    expect(ackedItem).toMatchObject({ kind: "outgoing", key: item?.key, message: { state: "acked" } });
    expect(ackedItem).not.toBe(item);
    world.socket.say(message(1, { senderId: me, clientMsgId: sent.clientMsgId }));
    expect(timeline.items).toMatchObject([{ kind: "event", key: item?.key, event: { seq: 1 } }]);
  });

  it("[SDK-35] shows an own message once where its event was fetched before it came by the socket", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 1);
    const sent = client.send(direct, "hello");
    await settle();
    const event = message(1, { senderId: me, clientMsgId: sent.clientMsgId });
    world.answer = () => ({ status: 200, body: { events: [event], headSeq: 1, before: null, after: null } });
    const timeline = client.timeline(direct);
    await timeline.opened;
    expect(timeline.items.map(({ kind }) => kind)).toEqual(["event"]);
    expect([timeline.outgoing, sent.state]).toEqual([[], "sending"]);
  });

  it("[SDK-35] shows own messages where nothing could be loaded", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 3);
    world.answer = () => ({ status: 503, body: problem(503, "UNAVAILABLE") });
    const timeline = client.timeline(direct);
    await timeline.opened;
    client.send(direct, "hello");
    expect([timeline.atEnd, timeline.items.map(({ kind }) => kind)]).toEqual([false, ["outgoing"]]);
  });

  it("[SDK-35] fetches what this device never had, once, and shows nothing of other conversations", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 3);
    world.answer = () => ({
      status: 200,
      body: { events: [message(1), message(2), message(3)], headSeq: 3, before: null, after: null },
    });
    for (let view = 0; view < 2; view++) {
      const timeline = client.timeline(direct);
      await timeline.opened;
      expect(seqs(timeline)).toEqual([1, 2, 3]);
      timeline.close();
    }
    expect(world.calls.map(({ path }) => path)).toEqual([`/api/conversations/${direct}/messages?limit=50`]);
    const timeline = client.timeline(direct);
    await timeline.opened;
    const other = "direct_other" as ConversationId;
    world.socket.say(conversationChanged({ conversationId: other }), message(1, { conversationId: other }), message(4));
    expect(seqs(timeline)).toEqual([1, 2, 3, 4]);
  });
});
