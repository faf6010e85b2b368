// Who comes back into a group: what their devices get of the time in which they were out.
import { evictDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sessionObject } from "../support/actors.ts";
import { add, crash, groupObject, makeGroup, remove, together, users, write } from "../support/group-actors.ts";
import { eventsOn, seqsOn, span, untilSeqs, untilSettled } from "../support/group-seen.ts";
import { holdDeliveries, loseDeliveries } from "../support/group-deliveries.ts";

afterEach(() => vi.restoreAllMocks());

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
    // Only then: a retry that was under way at the crash may still arrive, and Mike's device would have more than 6.
    await evictDurableObject(sessionObject(mike.id));
    held.letGo();
    await write(id, olga, 1);
    await untilSeqs(phone, id, "4 5 6-8 9 10");
    await other.take("sync-required", ({ conversationId }) => conversationId === id);
    await other.sync({ cursors: { [id]: 6 } });
    expect(seqsOn(other, id)).toBe("4 5 6 7-8 9 10");
  });
});
