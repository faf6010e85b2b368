// A socket's first sync against conversations whose answers the test holds back: what it asks, what it sends, in which order.
import { describe, expect, it } from "vitest";
import { turn } from "../support/quick-turns.ts";
import { conversation, cursors, type FakeConversation, FakeSession, sync } from "../support/fake-session.ts";

const typing = JSON.stringify({ type: "typing", conversationId: "a" });

describe("a first sync", () => {
  it("[SYNC-2] brings entries and what the device lacks, then sync-done; then everything as it happens", async () => {
    const a = conversation("a", 6);
    const session = await FakeSession.withKnown(a);
    const phone = session.connect();
    await sync(session, phone, cursors({ a: 1 }));
    expect(phone.takeLines()).toEqual([
      "conversation-changed a headSeq 6 unread 6",
      ...["2", "3", "4", "5"].map((seq) => `new-message a seq ${seq}`),
      "new-message a seq 6 unread 6",
      "sync-done",
    ]);
    expect(phone.phase).toBe("live");
    a.head = 7;
    session.deliver(a, 6);
    expect(phone.takeLines()).toEqual(["new-message a seq 7 unread 7"]);
  });

  it("[SYNC-4] without a cursor a conversation starts at its head", async () => {
    const a = conversation("a", 6);
    const session = await FakeSession.withKnown(a);
    a.head = 8;
    session.deliver(a, 6);
    const phone = session.connect();
    await sync(session, phone);
    expect(a.reads).toEqual([null]);
    expect(phone.takeLines()).toEqual(["conversation-changed a headSeq 8 unread 8", "sync-done"]);
  });

  it("[SYNC-3] asks only what is stale or what the device is behind in; entries it has not seen come all the same", async () => {
    const [seen, a, b, c] = ["seen", "a", "b", "c"].map((name) => conversation(name, 3)) as [
      FakeConversation,
      FakeConversation,
      FakeConversation,
      FakeConversation,
    ];
    const session = await FakeSession.withKnown(seen, a, b, c);
    b.head = 4;
    session.deliver(b, 3);
    const phone = session.connect();
    await sync(session, phone, { inboxVersion: 3, ...cursors({ seen: 3, a: 2, b: 4, c: 3 }) });
    expect([seen, a, b, c].map(({ reads }) => reads)).toEqual([[], [2], [4], []]);
    expect(phone.takeLines().toSorted()).toEqual([
      "conversation-changed a headSeq 3 unread 3",
      "conversation-changed b headSeq 4 unread 4",
      "conversation-changed c headSeq 3 unread 3",
      "new-message a seq 3 unread 3",
      "sync-done",
    ]);
  });

  it("[SYNC-5] events that arrive between its pages are not lost, doubled or out of order", async () => {
    const a = conversation("a", 6);
    const session = await FakeSession.withKnown(a);
    const laptop = session.connect();
    await sync(session, laptop, cursors({ a: 6 }));
    const phone = session.connect();
    a.hold();
    const done = sync(session, phone, cursors({ a: 0 }));
    await turn();
    a.head = 7; // the laptop gets it at once, the phone's first page does not hold it
    session.deliver(a, 6);
    await a.release();
    await done;
    const seqs = phone.take().flatMap((frame) => (frame.type === "new-message" ? [frame.seq] : []));
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7]);
    a.head = 8;
    session.deliver(a, 7);
    expect(phone.takeLines()).toEqual(["new-message a seq 8 unread 8"]);
  });

  it("[STREAM-1] a socket that had nothing to ask gets none of what the others were still owed", async () => {
    const a = conversation("a", 3);
    const session = await FakeSession.withKnown(a);
    const laptop = session.connect();
    await sync(session, laptop, cursors({ a: 3 }));
    a.head = 4;
    session.deliver(a, 3);
    a.head = 6;
    await session.conversations.read(a.id, null); // the inbox was listed over HTTP: the stream still lags
    const phone = session.connect();
    await sync(session, phone, { inboxVersion: 9, ...cursors({ a: 6 }) });
    laptop.take();
    phone.take();
    a.head = 5;
    session.deliver(a, 4, [typing]);
    expect([laptop.takeLines(), phone.takeLines()]).toEqual([["new-message a seq 5 unread 5", "typing a"], []]);
    a.head = 6;
    session.deliver(a, 5, [typing]);
    expect([laptop.takeLines(), phone.takeLines()]).toEqual([
      ["new-message a seq 6 unread 6", "typing a"],
      ["typing a"],
    ]);
  });

  it("[SYNC-6] an unknown conversation is refused, the rest goes on", async () => {
    const a = conversation("a", 1);
    const session = await FakeSession.withKnown(a);
    const phone = session.connect();
    await sync(session, phone, { inboxVersion: 1, ...cursors({ nowhere: 3, a: 0 }) });
    expect(phone.takeLines()).toEqual([
      "error nowhere CONVERSATION_NOT_FOUND",
      "conversation-changed a headSeq 1 unread 1",
      "new-message a seq 1 unread 1",
      "sync-done",
    ]);
  });

  it("[SYNC-6] so is one that the user is not in any more", async () => {
    const a = conversation("a", 1);
    const session = await FakeSession.withKnown(a);
    a.foreign = true;
    const phone = session.connect();
    await sync(session, phone, { inboxVersion: 1, ...cursors({ a: 0 }) });
    expect(phone.takeLines()).toEqual(["error a CONVERSATION_NOT_FOUND", "sync-done"]);
  });

  it("an unreachable conversation is answered with sync-required and silent until the socket names it again", async () => {
    const a = conversation("a", 2);
    const session = await FakeSession.withKnown(a);
    a.unreachable = true;
    const phone = session.connect();
    await sync(session, phone, { inboxVersion: 1, ...cursors({ a: 0 }) });
    expect(phone.takeLines()).toEqual(["sync-required a headSeq 2", "sync-done"]);
    a.unreachable = false;
    a.head = 3;
    session.deliver(a, 2);
    expect(phone.takeLines()).toEqual([]);
    await sync(session, phone, cursors({ a: 0 }));
    expect(phone.takeLines().slice(1)).toEqual([
      "new-message a seq 1",
      "new-message a seq 2",
      "new-message a seq 3 unread 3",
      "sync-done",
    ]);
  });

  it("a silent conversation speaks again only when its cursor is named, even one at the head", async () => {
    const a = conversation("a", 2);
    const session = await FakeSession.withKnown(a);
    a.head = 3;
    session.deliver(a, 2);
    a.unreachable = true;
    const phone = session.connect();
    await sync(session, phone, cursors({ a: 2 }));
    a.unreachable = false;
    await sync(session, phone, { inboxVersion: 1 });
    expect(phone.takeLines()).toEqual([
      "sync-required a headSeq 2",
      "sync-done",
      "conversation-changed a headSeq 3 unread 3",
      "sync-done",
    ]);
    a.head = 4;
    session.deliver(a, 3);
    expect(phone.takeLines()).toEqual([]);
    await session.conversations.read(a.id, null);
    await sync(session, phone, cursors({ a: 4 }));
    phone.take();
    a.head = 5;
    session.deliver(a, 4);
    expect(phone.takeLines()).toEqual(["new-message a seq 5 unread 5"]);
  });

  it("sends nothing after the socket closed", async () => {
    const a = conversation("a", 20);
    const session = await FakeSession.withKnown(a);
    const phone = session.connect();
    a.hold();
    const done = sync(session, phone, { inboxVersion: 1, ...cursors({ a: 0 }) });
    await turn();
    session.disconnect(phone);
    await a.release();
    await done;
    expect(phone.takeLines()).toEqual([]);
    expect(a.reads).toEqual([0]);
  });
});
