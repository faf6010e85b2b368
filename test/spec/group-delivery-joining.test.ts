// Who comes into a group: what their devices get, live, away, hibernating and after crashes.
import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import { sessionObject } from "../support/actors.ts";
import { add, change, crash, groupObject, makeGroup, remove, together, users, write } from "../support/group-actors.ts";
import { entryOf, eventsOn, readAs, seqsOn, span, untilSeqs, untilSettled } from "../support/group-seen.ts";
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
      [mona, { kind: "join" }],
      [olga, { kind: "remove-member", userId: mona.id }],
    ]);
    await write(id, olga, 1);
    await untilSeqs(other, id, "4 5 6");
    await untilSeqs(phone, id, "4 5");
    expect(await entryOf(mona, id, 0)).toMatchObject({ left: true, headSeq: 5, unread: 0 });
  });
});
