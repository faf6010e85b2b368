// Who comes into a group and who goes out of it: what their devices get, live, away, hibernating and after crashes.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Group } from "../../durable-objects/group/group.ts";
import { UserSession } from "../../durable-objects/user-session/user-session.ts";
import { rpcVersion } from "../../schema/rpc/version.ts";
import { sessionObject, type TestUser } from "../support/actors.ts";
import {
  add,
  change,
  crash,
  entryOf,
  eventsOn,
  group,
  groupObject,
  listOf,
  makeGroup,
  readAs,
  remove,
  seqsOn,
  span,
  untilSeqs,
  untilSettled,
  users,
  write,
} from "../support/group-actors.ts";
import { holdDeliveries, loseDeliveries } from "../support/group-deliveries.ts";

afterEach(() => vi.restoreAllMocks());

describe("making a group", () => {
  it("[GROUP-42] reaches all members, live and away, from its first event", async () => {
    const [olga, mona, mike] = users(3);
    const [phone, other] = [await olga.live(), await mona.live()];
    const id = await makeGroup([olga, mona, mike]);
    for (const socket of [phone, other]) {
      await untilSeqs(socket, id, "1 2 3");
      expect(await socket.take("conversation-changed")).toMatchObject({
        conversationId: id,
        kind: "group",
        group: { name: "Tea", memberCount: 3 },
        unread: 0,
      });
      expect(eventsOn(socket, id).at(-1)).toMatchObject({ unread: 0 });
    }
    const late = await mike.live();
    expect(late.all("conversation-changed")).toMatchObject([{ conversationId: id, headSeq: 3, unread: 0 }]);
    await write(id, olga, 2);
    await untilSeqs(late, id, "4 5");
    await untilSeqs(phone, id, span(1, 5));
    expect(eventsOn(late, id).at(-1)).toMatchObject({ unread: 2 });
    expect(eventsOn(phone, id).at(-1)).toMatchObject({ unread: 0 });
  });

  it("[GROUP-42] [HIB-5] reaches them also when the group crashed before it was delivered to anybody", async () => {
    const [olga, mona, mike] = users(3);
    const phone = await mona.live();
    const held = loseDeliveries(mona, mike);
    const id = await makeGroup([olga, mona, mike]);
    await crash(groupObject(id));
    held.letGo();
    await readAs(id, olga); // whatever wakes it
    // It cannot tell whether they have it: a device that is told to sync does, and has everything.
    await phone.take("sync-required", ({ conversationId }) => conversationId === id);
    await phone.sync({ cursors: { [id]: 0 } });
    expect(seqsOn(phone, id)).toBe("1 2 3");
    expect(await entryOf(mike, id)).toMatchObject({ headSeq: 3 });
  });
});

describe("who comes in", () => {
  it("[GROUP-42] gets the event with which they came and all that follows, live, with nothing unread", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga]);
    await write(id, olga, 5);
    const phone = await mona.live();
    expect(await add(id, olga, mona)).toBe(8);
    await untilSeqs(phone, id, "8");
    expect(eventsOn(phone, id)).toMatchObject([{ type: "member-changed", userIds: [mona.id], unread: 0 }]);
    expect(await phone.take("conversation-changed")).toMatchObject({ conversationId: id, headSeq: 8, unread: 0 });
    await write(id, olga, 2);
    await untilSeqs(phone, id, "8 9 10");
    expect(eventsOn(phone, id).at(-1)).toMatchObject({ unread: 2 });
  });

  it("[GROUP-42] the same when their session, or the group, hibernates", async () => {
    const [olga, mona, mike] = users(3);
    const id = await makeGroup([olga]);
    const [phone, other] = [await mona.live(), await mike.live()];
    await untilSettled(id);
    for (const actor of [sessionObject(mona.id), groupObject(id)]) await evictDurableObject(actor);
    await add(id, olga, mona);
    await untilSeqs(phone, id, "3");
    await untilSettled(id);
    for (const user of [olga, mona, mike]) await evictDurableObject(sessionObject(user.id));
    await evictDurableObject(groupObject(id));
    await add(id, olga, mike);
    await untilSeqs(phone, id, "3 4");
    await untilSeqs(other, id, "4");
    expect([phone, other].flatMap((socket) => socket.all("sync-required"))).toEqual([]);
  });

  it("[GROUP-42] finds it in their list from the moment that the call returned, however slow deliveries are", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga]);
    const held = holdDeliveries(mona);
    await add(id, olga, mona);
    expect(await entryOf(mona, id)).toMatchObject({ headSeq: 3, unread: 0, group: { memberCount: 2 } });
    held.letGo();
    const deviceId = await mona.signIn();
    const body = { clientMsgId: "m1" as never, content: { type: "text" as const, text: "hello" } };
    expect(await mona.ask(deviceId, { kind: "send-message", conversationId: id, body })).toMatchObject({
      seq: 4,
    });
  });

  it("[GROUP-42] does not keep the others waiting when their session does not answer", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga]);
    const phone = await mona.live();
    vi.spyOn(UserSession.prototype, "admit").mockImplementation(() => new Promise(() => {}));
    expect(await add(id, olga, mona)).toBe(3);
    await untilSeqs(phone, id, "3");
    expect(await entryOf(mona, id)).toMatchObject({ headSeq: 3 });
  });

  it("[GROUP-42] comes back to it in their list likewise", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    await remove(id, olga, mona);
    await untilSettled(id);
    expect(await entryOf(mona, id)).toBe(undefined);
    const held = holdDeliveries(mona);
    await change(id, mona, { kind: "join" });
    expect(await entryOf(mona, id)).toMatchObject({ headSeq: 5, unread: 0 });
    held.letGo();
  });

  it("[GROUP-43] and goes again within one flush: both events, and nothing else", async () => {
    const [olga, mona, mike] = users(3);
    const id = await makeGroup([olga, mike]);
    const [phone, other] = [await mona.live(), await mike.live()];
    await together(id, [
      [olga, { kind: "add-members", userIds: [mona.id] }],
      [olga, { kind: "remove-member", userId: mona.id }],
    ]);
    await write(id, olga, 1);
    await untilSeqs(other, id, "4 5 6");
    await untilSeqs(phone, id, "4 5");
    expect(await entryOf(mona, id, 0)).toMatchObject({ left: true, headSeq: 5, unread: 0 });
  });
});

describe("who goes out", () => {
  it("[GROUP-43] gets that event as their last, with nothing unread, and nothing of what comes after it", async () => {
    const [olga, mona, mike] = users(3);
    const id = await makeGroup([olga, mona, mike]);
    const [phone, other] = [await mona.live(), await mike.live()];
    await write(id, olga, 3);
    await untilSeqs(phone, id, "4 5 6");
    expect(eventsOn(phone, id).at(-1)).toMatchObject({ unread: 3 });
    expect(await remove(id, olga, mona)).toBe(7);
    await write(id, olga, 3);
    await untilSeqs(other, id, span(4, 10));
    await untilSeqs(phone, id, span(4, 7));
    expect(eventsOn(phone, id).at(-1)).toMatchObject({
      type: "member-changed",
      userIds: [mona.id],
      change: { kind: "removed", banned: false },
      unread: 0,
    });
  });

  it("[GROUP-43] gets it after all when their session was slow: what was written meanwhile stays unseen and uncounted", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    const phone = await mona.live();
    const held = holdDeliveries(mona);
    await write(id, olga, 2);
    await remove(id, olga, mona);
    await write(id, olga, 20);
    held.letGo();
    await untilSeqs(phone, id, "4 5 6");
    expect(eventsOn(phone, id).at(-1)).toMatchObject({ unread: 0 });
    await untilSettled(id);
    expect(seqsOn(phone, id)).toBe("4 5 6");
  });

  it("[GROUP-43] [HIB-5] also when the group crashed between the commit and the delivery", async () => {
    const [olga, mona, mike] = users(3);
    const id = await makeGroup([olga, mona, mike]);
    const [phone, other] = [await mona.live(), await mike.live()];
    await write(id, olga, 1);
    for (const socket of [phone, other]) await untilSeqs(socket, id, "4");
    const held = loseDeliveries(mona, mike);
    await remove(id, olga, mona);
    await change(id, mike, { kind: "leave" });
    await crash(groupObject(id));
    held.letGo();
    // Mona's session has its memory, Mike's has lost it and cannot tell.
    await evictDurableObject(sessionObject(mike.id));
    await write(id, olga, 1);
    await untilSeqs(phone, id, "4 5");
    await other.take("sync-required", ({ conversationId }) => conversationId === id);
    await other.sync({ cursors: { [id]: 4 } });
    expect(seqsOn(other, id)).toBe("4 5 6");
    expect(await readAs(id, mike)).toMatchObject({ summary: { left: true, headSeq: 6, unread: 0 } });
  });

  it("[GROUP-43] while their session hibernates, or the group does", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    const phone = await mona.live();
    await write(id, olga, 1);
    await untilSeqs(phone, id, "4");
    await untilSettled(id);
    for (const actor of [sessionObject(mona.id), groupObject(id)]) await evictDurableObject(actor);
    await remove(id, olga, mona);
    await untilSeqs(phone, id, "4 5");
    expect(phone.all("sync-required")).toEqual([]);
  });

  it("[GROUP-43] is told on each device, also on those that were away, and no further", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    const tablet = await mona.signIn();
    await write(id, olga, 2);
    await remove(id, olga, mona);
    await write(id, olga, 2);
    const back = await mona.connect(tablet);
    await back.sync({ cursors: { [id]: 4 } });
    expect(seqsOn(back, id)).toBe("5 6");
    expect(back.all("conversation-changed")).toMatchObject([{ left: true, headSeq: 6, cursorSeq: 6, unread: 0 }]);
    expect(eventsOn(back, id).at(-1)).toMatchObject({ unread: 0 });
  });

  it("[GROUP-46] leaves an entry that says so, to who asks for changes; nothing may be written or marked there", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    const before = await entryOf(mona, id);
    await write(id, olga, 2);
    await change(id, mona, { kind: "leave" });
    await untilSettled(id);
    expect(await listOf(mona)).toEqual([]);
    expect(await listOf(mona, before?.inboxVersion)).toMatchObject([{ id, left: true, headSeq: 6, unread: 0 }]);
    expect(await write(id, mona, 1)).toEqual([{ refusal: { code: "CONVERSATION_NOT_FOUND" } }]);
    expect(await group(id).markRead({ v: rpcVersion, userId: mona.id, seq: 6 })).toEqual({
      refusal: { code: "CONVERSATION_NOT_FOUND" },
    });
  });

  it("[GROUP-46] a dissolved group is left by everyone, with its last event", async () => {
    const [olga, mona, mike] = users(3);
    const id = await makeGroup([olga, mona, mike]);
    const [phone, other] = [await olga.live(), await mona.live()];
    await write(id, olga, 1);
    expect(await change(id, olga, { kind: "dissolve" })).toBe(5);
    for (const socket of [phone, other]) await untilSeqs(socket, id, "4 5");
    expect(eventsOn(phone, id).at(-1)).toMatchObject({
      type: "group-changed",
      change: { kind: "dissolved" },
      unread: 0,
    });
    for (const user of [olga, mona, mike]) {
      expect(await listOf(user)).toEqual([]);
      expect(await entryOf(user, id, 0)).toMatchObject({ left: true, headSeq: 5, unread: 0 });
      expect(await readAs(id, user)).toMatchObject({ summary: { left: true } });
      expect(await write(id, user, 1)).toEqual([{ refusal: { code: "CONVERSATION_NOT_FOUND" } }]);
    }
    expect(await change(id, mona, { kind: "join" })).toBe("CONVERSATION_NOT_FOUND");
  });
});

describe("who comes back", () => {
  it("[GROUP-41] gets a void for what they missed, then goes on", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    const phone = await mona.live();
    await write(id, olga, 1);
    await remove(id, olga, mona);
    await untilSeqs(phone, id, "4 5");
    await write(id, olga, 400);
    await add(id, olga, mona);
    await untilSeqs(phone, id, "4 5 6-405 406");
    await write(id, olga, 2);
    await untilSeqs(phone, id, "4 5 6-405 406 407 408");
    expect(eventsOn(phone, id).at(-1)).toMatchObject({ unread: 2 });
  });

  it("[GROUP-41] the same when their session has slept meanwhile", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    const phone = await mona.live();
    await write(id, olga, 1);
    await remove(id, olga, mona);
    await untilSeqs(phone, id, "4 5");
    await write(id, olga, 2);
    await untilSettled(id);
    await evictDurableObject(sessionObject(mona.id));
    await add(id, olga, mona);
    await untilSeqs(phone, id, "4 5 6-7 8");
    expect(phone.all("sync-required")).toEqual([]);
  });

  it("[GROUP-41] the same before they were told that they were out, or when both happens at once", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    const phone = await mona.live();
    const held = holdDeliveries(mona);
    await remove(id, olga, mona);
    await write(id, olga, 3);
    await add(id, olga, mona);
    await write(id, olga, 1);
    held.letGo();
    await untilSeqs(phone, id, "4 5-7 8 9");
    await together(id, [
      [olga, { kind: "remove-member", userId: mona.id }],
      [olga, { kind: "announce", text: "unseen" }],
      [mona, { kind: "join" }],
    ]);
    await untilSeqs(phone, id, "4 5-7 8 9 10 11-11 12");
    expect(eventsOn(phone, id).at(-1)).toMatchObject({ unread: 0 });
  });

  it("[GROUP-41] to a history that is visible gets what they missed", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona], { historyVisible: true });
    const phone = await mona.live();
    await write(id, olga, 1);
    await remove(id, olga, mona);
    await untilSeqs(phone, id, "4 5");
    await write(id, olga, 300);
    await add(id, olga, mona);
    await untilSeqs(phone, id, span(4, 306));
    expect(eventsOn(phone, id).at(-1)).toMatchObject({ unread: 0 });
  });

  it("[GROUP-41] after a crash of the group: nothing is skipped in silence", async () => {
    const [olga, mona, mike] = users(3);
    const id = await makeGroup([olga, mona, mike]);
    const [phone, other] = [await mona.live(), await mike.live()];
    await write(id, olga, 1);
    for (const user of [mona, mike]) await remove(id, olga, user);
    await untilSeqs(phone, id, "4 5");
    await untilSeqs(other, id, "4 5 6");
    await write(id, olga, 2);
    const held = loseDeliveries(mona, mike);
    await add(id, olga, mona, mike);
    await crash(groupObject(id));
    held.letGo();
    await evictDurableObject(sessionObject(mike.id));
    await write(id, olga, 1);
    await untilSeqs(phone, id, "4 5 6-8 9 10");
    await other.take("sync-required", ({ conversationId }) => conversationId === id);
    await other.sync({ cursors: { [id]: 6 } });
    expect(seqsOn(other, id)).toBe("4 5 6 7-8 9 10");
  });
});

/** Judged and committed in one flush, in this order. */
const together = (
  id: Awaited<ReturnType<typeof makeGroup>>,
  ops: readonly (readonly [TestUser, Parameters<Group["change"]>[0]["op"]])[],
): Promise<unknown> =>
  runInDurableObject(groupObject(id), (instance) =>
    Promise.all(ops.map(([user, op]) => (instance as unknown as Group).change({ userId: user.id, op }))),
  );
