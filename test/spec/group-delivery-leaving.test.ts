// Who goes out of a group: what their devices get as their last, and nothing after it.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { sessionObject, type TestUser } from "../support/actors.ts";
import { change, crash, group, groupObject, makeGroup, remove, users, write } from "../support/group-actors.ts";
import { entryOf, eventsOn, listOf, readAs, seqsOn, span, untilSeqs, untilSettled } from "../support/group-seen.ts";
import { holdDeliveries, loseDeliveries } from "../support/group-deliveries.ts";

afterEach(() => vi.restoreAllMocks());

/** What the session's row shows of a message. */
const storedPreview = (user: TestUser, id: ConversationId) =>
  runInDurableObject(sessionObject(user.id), (_session, { storage }) => {
    const query = "SELECT json_extract(summary, '$.preview') AS preview FROM inbox WHERE conversation_id = ?";
    return storage.sql.exec<{ preview: string | null }>(query, id).one().preview;
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
    // Mona's session has its memory, Mike's has lost it and has what his socket's attachment notes. Only then do
    // deliveries arrive again, since a retry may have been under way at the crash.
    await evictDurableObject(sessionObject(mike.id));
    held.letGo();
    await write(id, olga, 1);
    await untilSeqs(phone, id, "4 5");
    await untilSeqs(other, id, "4 5 6");
    expect(other.all("sync-required")).toEqual([]);
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
    expect(await group(id).markRead({ userId: mona.id, seq: 6 })).toEqual({
      refusal: { code: "CONVERSATION_NOT_FOUND" },
    });
  });

  it.each(["listens", "does not"])("[CHANGE-20] keeps nothing of what was said, who %s", async (how) => {
    const [olga, mona, mike] = users(3);
    const id = await makeGroup([olga, mona, mike]);
    const phone = how === "listens" ? await mona.live() : null;
    await write(id, olga, 2);
    expect((await entryOf(mona, id))?.preview?.seq).toBe(5);
    if (phone === null) await write(id, olga, 1);
    await untilSettled(id);
    expect(await storedPreview(mona, id)).not.toBe(null);
    const leftSeq = await remove(id, olga, mona);
    // Dissolving tells them all.
    await change(id, olga, { kind: "dissolve" });
    await untilSettled(id);
    for (const user of [olga, mona]) expect(await storedPreview(user, id)).toBe(null);
    expect(await entryOf(mona, id, 0)).toMatchObject({ left: true, headSeq: leftSeq, preview: null });
  });

  it("[GROUP-46] is not told how long messages stay by now", async () => {
    const [olga, mona] = users(2);
    const id = await makeGroup([olga, mona]);
    const device = await olga.signIn();
    const retain = (ttlMs: number) => olga.ask(device, { kind: "set-retention", conversationId: id, ttlMs });
    await retain(3_600_000);
    expect(await readAs(id, mona)).toMatchObject({ summary: { retention: { ttlMs: 3_600_000 } } });
    await remove(id, olga, mona);
    await retain(7_200_000);
    expect(await readAs(id, olga)).toMatchObject({ summary: { retention: { ttlMs: 7_200_000 } } });
    const { summary } = (await readAs(id, mona)) as { summary: object };
    expect(summary).toMatchObject({ left: true });
    expect(summary).not.toHaveProperty("retention");
    expect(await entryOf(mona, id, 0)).not.toHaveProperty("retention");
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
