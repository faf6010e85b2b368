// A delivery as a session takes it: nothing of it is forwarded before storage was read.
import { expect, it } from "vitest";
import { packEvents } from "../../durable-objects/stream/event-run.ts";
import { Privacy } from "../../durable-objects/user-session/account/privacy.ts";
import { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import { takeDelivery } from "../../durable-objects/user-session/syncing/deliveries.ts";
import type { Delivery } from "../../schema/rpc/user-session.ts";
import { conversation, cursors, FakeSession, me, sync } from "../support/fake-session.ts";
import { standInFor } from "../support/stand-in-for.ts";

it("[DEVICE-11] an instance that was replaced, which storage refuses, forwards nothing of a delivery", async () => {
  const a = conversation("a", 1);
  const session = await FakeSession.withKnown(a);
  const phone = session.connect();
  await sync(session, phone, cursors({ a: 1 }));
  phone.take();
  const { sql } = session.storage;
  let isReplaced = true;
  const exec = (query: string, ...values: unknown[]): unknown => {
    if (isReplaced) throw new Error("planted");
    return sql.exec(query, ...values);
  };
  a.head = 2;
  const delivery: Delivery = {
    conversationId: a.id,
    prev: 1,
    events: packEvents(a.events(1, 2)),
    redelivered: false,
    unread: 1,
    cursorSeq: 0,
    signals: [JSON.stringify({ type: "typing" })],
    deadlineAt: 1,
  };
  const host = {
    feeds: session.feeds,
    inbox: new Inbox(standInFor<SqlStorage>({ exec })),
    conversations: session.conversations,
    privacy: new Privacy({ sql, kv: session.storage.kv, userId: me, isFriend: () => false }),
    notifying: { hear: () => "no" as const },
    listeners: () => [phone.socket],
    now: () => 0,
    waitUntil: () => {},
  };
  expect(() => takeDelivery(host, delivery)).toThrow("planted");
  expect(phone.take()).toEqual([]);
  // The same where storage answers.
  isReplaced = false;
  expect(takeDelivery(host, delivery)).toEqual({ state: "live", have: 2 });
  expect(phone.takeLines()).toEqual(["new-message a seq 2 unread 1", "typing"]);
});
