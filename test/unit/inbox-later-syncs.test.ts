// Later syncs of a socket, and what other devices read or refresh while one runs.
import { describe, expect, it } from "vitest";
import { syncSocket } from "../../durable-objects/user-session/syncing/syncing.ts";
import type { SyncFrame } from "../../schema/protocol/sync.ts";
import { turn } from "../support/quick-turns.ts";
import { conversation, cursors, FakeSession, sync } from "../support/fake-session.ts";

describe("a later sync", () => {
  it("[SYNC-7] asks only the conversations it names, and the inbox only if it names a version", async () => {
    const [a, b] = [conversation("a", 1), conversation("b", 1)];
    const session = await FakeSession.withKnown(a, b);
    const phone = session.connect();
    await sync(session, phone, cursors({ a: 1, b: 1 }));
    phone.take();
    b.head = 2;
    session.deliver(b, 1);
    await sync(session, phone, cursors({ a: 0 }));
    expect([a.reads, b.reads]).toEqual([[0], []]);
    await sync(session, phone, { inboxVersion: 2 });
    expect([a.reads, b.reads]).toEqual([[0], [null]]);
  });

  it("[SYNC-7] waits for the running one, so that it skips nothing that it names", async () => {
    const a = conversation("a", 3);
    const session = await FakeSession.withKnown(a);
    a.head = 5;
    session.deliver(a, 3);
    const phone = session.connect();
    a.hold();
    const first = sync(session, phone); // without a cursor: it starts at the head
    await turn();
    const second = sync(session, phone, cursors({ a: 2 }));
    await turn();
    expect(a.reads).toEqual([null]);
    await a.release();
    await Promise.all([first, second]);
    expect(phone.takeLines()).toEqual([
      "conversation-changed a headSeq 5 unread 5",
      "sync-done",
      "conversation-changed a headSeq 5 unread 5",
      "new-message a seq 3",
      "new-message a seq 4",
      "new-message a seq 5 unread 5",
      "sync-done",
    ]);
  });

  it("[LIMIT-8] is refused when too many wait already", async () => {
    const a = conversation("a", 1);
    const session = await FakeSession.withKnown(a);
    const phone = session.connect();
    a.hold();
    const frame = { type: "sync", ...cursors({ a: 0 }) } as SyncFrame;
    const running = Array.from({ length: 8 }, () => syncSocket(session.syncHost, phone.socket, frame));
    await turn();
    expect(await syncSocket(session.syncHost, phone.socket, frame)).toMatchObject({
      refusal: { code: "RATE_LIMITED" },
    });
    await a.release();
    expect(await Promise.all(running)).toEqual(Array.from({ length: 8 }, () => ({ ok: true })));
    expect(await syncSocket(session.syncHost, phone.socket, frame)).toEqual({ ok: true });
  });

  it("starts over where an earlier one broke off", async () => {
    const a = conversation("a", 1);
    const session = await FakeSession.withKnown(a);
    const phone = session.connect();
    session.storage.sql.exec("ALTER TABLE inbox RENAME TO elsewhere");
    await expect(sync(session, phone, cursors({ a: 0 }))).rejects.toThrow();
    session.storage.sql.exec("ALTER TABLE elsewhere RENAME TO inbox");
    await sync(session, phone, cursors({ a: 0 }));
    expect(phone.takeLines().at(-1)).toBe("sync-done");
    expect(phone.phase).toBe("live");
  });
});

describe("reading on another device meanwhile", () => {
  const receipt = (unread: number): string =>
    JSON.stringify({ type: "read-receipt", conversationId: "a", seq: 6, unread });

  it("[UNREAD-5] a page that was overtaken by a later cursor is followed by one that knows it", async () => {
    const a = conversation("a", 6);
    const session = await FakeSession.withKnown(a);
    const phone = session.connect();
    a.hold();
    const done = sync(session, phone, { inboxVersion: 1, ...cursors({ a: 4 }) });
    await turn();
    a.cursor = 6;
    session.deliver(a, 6, [receipt(0)]);
    await a.release();
    await done;
    expect(phone.takeLines()).toEqual([
      "read-receipt a seq 6 unread 0",
      "conversation-changed a headSeq 6 unread 6",
      "new-message a seq 5",
      "new-message a seq 6",
      "conversation-changed a headSeq 6 unread 0",
      "sync-done",
    ]);
    expect(session.inbox.get(a.id)?.summary?.unread).toBe(0);
  });

  it("ends even when the conversation has gone back behind what it once said", async () => {
    const a = conversation("a", 6);
    const session = await FakeSession.withKnown(a);
    const laptop = session.connect();
    await sync(session, laptop, cursors({ a: 6 }));
    a.cursor = 6;
    a.head = 9;
    session.deliver(a, 6, [receipt(0)]);
    a.cursor = 0; // restored from a backup
    a.head = 7;
    const phone = session.connect();
    await sync(session, phone, cursors({ a: 5 }));
    expect(phone.takeLines().at(-1)).toBe("sync-done");
  });

  it("[INBOX-6] tells what another device's sync refreshed meanwhile, before it names the version", async () => {
    const [a, b] = [conversation("a", 3), conversation("b", 3)];
    const session = await FakeSession.withKnown(a, b);
    const [phone, laptop] = [session.connect(), session.connect()];
    a.head = 4;
    session.deliver(a, 3);
    a.hold();
    const done = sync(session, phone, { inboxVersion: 2 });
    await turn();
    // b changes when the phone's sync has begun, and the laptop's asks it.
    b.head = 4;
    b.cursor = 2;
    session.inbox.markStale(b.id);
    const laptopDone = sync(session, laptop, { inboxVersion: 2 });
    await turn();
    await a.release();
    await Promise.all([done, laptopDone]);
    const lines = phone.take();
    expect(lines.at(-1)).toMatchObject({ type: "sync-done", inboxVersion: session.inbox.version });
    expect(lines).toContainEqual(
      expect.objectContaining({ type: "conversation-changed", conversationId: "b", headSeq: 4 }),
    );
  });

  it("[INBOX-5] a sync that names cursors only tells what was refreshed meanwhile: it is announced to those who do not sync", async () => {
    const [a, b] = [conversation("a", 3), conversation("b", 3)];
    const session = await FakeSession.withKnown(a, b);
    const phone = session.connect();
    await sync(session, phone, { inboxVersion: 2 });
    phone.take();
    a.hold();
    const done = sync(session, phone, cursors({ a: 2 }));
    await turn();
    b.head = 4;
    session.inbox.markStale(b.id);
    await session.conversations.read(b.id, null);
    await a.release();
    await done;
    expect(phone.takeLines()).toEqual([
      "conversation-changed a headSeq 3 unread 3",
      "new-message a seq 3 unread 3",
      "conversation-changed b headSeq 4 unread 4",
      "sync-done",
    ]);
  });

  it("[INBOX-3] an answer that left before a read mark does not clear the entry", async () => {
    const a = conversation("a", 6);
    const session = await FakeSession.withKnown(a);
    a.hold();
    const overtaken = session.conversations.read(a.id, null);
    await turn();
    const marked = session.conversations.markRead(a.id, 6);
    await turn();
    await a.release();
    await Promise.all([overtaken, marked]);
    expect(session.inbox.get(a.id)?.stale).toBe(true);
  });
});
