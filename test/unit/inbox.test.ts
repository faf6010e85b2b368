// The inbox over SQLite in Node: what marks an entry stale, what a refresh stores, what it costs, and how it is paged.
import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import type { InboxRow } from "../../durable-objects/user-session/inbox/inbox-row.ts";
import { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import { compareRows, inboxPage } from "../../durable-objects/user-session/inbox/inbox-page.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { ConversationSummary } from "../../schema/rpc/conversation.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";

const [a, b] = ["direct_a", "direct_b"] as [ConversationId, ConversationId];

let storage: SqliteStorage;
let inbox: Inbox;
beforeEach(() => {
  storage = openSqlite();
  migrate(storage, { "user-session": userSessionMigrations });
  inbox = new Inbox(storage.sql);
});

/** What a conversation answers when `headSeq` messages of another are in it and the first `cursorSeq` were read. */
const summary = (headSeq: number, cursorSeq = 0): ConversationSummary => ({
  kind: "direct",
  peerId: "user_peer" as UserId,
  headSeq,
  cursorSeq,
  unread: headSeq - cursorSeq,
  preview: { seq: headSeq, senderId: "user_peer" as UserId, type: "text", text: "hi", createdAt: 1_000 + headSeq },
  activeAt: 1_000 + headSeq,
});
const shown = (headSeq: number, cursorSeq = 0) => ({ headSeq, cursorSeq });

function rowsWritten(act: () => unknown): number {
  const changes = (): number => Number(storage.sql.exec("SELECT total_changes() AS n").one()["n"]);
  const before = changes();
  act();
  return changes() - before;
}

const isStale = (id: ConversationId): boolean | undefined => inbox.get(id)?.stale;

it("[COUNT-9] an entry shows of what is gone what the conversation will show, before it is asked", () => {
  inbox.refresh(a, summary(5), false);
  inbox.forgetPreview(a, new Set([5]));
  const row = inbox.get(a);
  expect(row && inbox.entryOf(row)?.preview).toMatchObject({ seq: 5, type: "gone", text: "This message was removed." });
});

describe("the last event of who leaves", () => {
  it("[CHANGE-20] takes the preview out of the entry, in one row, which any later answer replaces", () => {
    inbox.refresh(a, summary(5, 2), false);
    expect(rowsWritten(() => inbox.noteLeaving(a, 6))).toBe(1);
    expect(inbox.get(a)).toMatchObject({ stale: true, headSeq: 6, summary: { headSeq: 6, preview: null } });
    const left = { ...summary(6, 6), preview: null, left: true as const };
    expect(inbox.refresh(a, left, false)).toMatchObject({ left: true, inboxVersion: 2 });
    expect(rowsWritten(() => inbox.noteLeaving(a, 6))).toBe(0);
    expect(isStale(a)).toBe(false);
  });

  it.each([{ known: [summary(4)] }, { known: [] }])(
    "[CHANGE-20] makes an answer late that was given before, whether the entry was listed or not ($known.length)",
    ({ known }) => {
      for (const one of known) inbox.refresh(a, one, false);
      inbox.noteLeaving(a, 6);
      inbox.refresh(a, summary(5), true);
      expect(inbox.get(a)).toMatchObject({ stale: true, headSeq: 6 });
      expect(inbox.get(a)?.summary?.preview ?? null).toBe(null);
      expect(inbox.refresh(a, summary(7, 6), false)).toMatchObject({ preview: { seq: 7 } });
    },
  );

  it("[GROUP-46] lets the entry count nothing, though an answer from before is told once more", () => {
    inbox.refresh(a, { ...summary(5, 2), unread: 3, mentions: 1 }, false);
    inbox.noteLeaving(a, 6);
    const late = inbox.refresh(a, { ...summary(5, 2), unread: 3, mentions: 1 }, false);
    expect(late).toMatchObject({ headSeq: 6, cursorSeq: 6, unread: 0, mentions: 0, left: true });
  });

  it("[CHANGE-20] does nothing to who has come back since, and makes a row of who was never told of the group", () => {
    inbox.refresh(a, summary(7), false);
    expect(rowsWritten(() => inbox.noteLeaving(a, 6))).toBe(0);
    expect(inbox.noteLeaving(b, 6)).toEqual({ listed: false });
    expect(inbox.get(b)).toMatchObject({ stale: true, headSeq: 6, summary: null });
  });
});

describe("a delivery", () => {
  it("[INBOX-1] marks an entry stale with the first event since the last refresh: one row, once", () => {
    expect(rowsWritten(() => inbox.noteDelivery(a, shown(1), true))).toBe(1);
    for (let seq = 2; seq < 50; seq++) expect(rowsWritten(() => inbox.noteDelivery(a, shown(seq), true))).toBe(0);
    inbox.refresh(a, summary(50), false);
    expect(isStale(a)).toBe(false);
    expect(rowsWritten(() => inbox.noteDelivery(a, shown(51), false))).toBe(1);
    for (let seq = 52; seq < 99; seq++) expect(rowsWritten(() => inbox.noteDelivery(a, shown(seq), false))).toBe(0);
    expect(isStale(a)).toBe(true);
  });

  it("[INBOX-1] that shows nothing beyond the last refresh writes nothing, and once it is told of it again neither", () => {
    inbox.refresh(a, summary(5, 2), false);
    expect(rowsWritten(() => inbox.noteDelivery(a, shown(5, 2), false))).toBe(0);
    expect(rowsWritten(() => inbox.noteDelivery(a, shown(4, 1), false))).toBe(0);
    expect(isStale(a)).toBe(false);
  });

  it("[INBOX-3] a read mark beyond the last refresh is news too, and so is whatever was not listened to", () => {
    inbox.refresh(a, summary(5, 2), false);
    inbox.noteDelivery(a, shown(5, 3), false);
    inbox.refresh(b, summary(5, 2), false);
    inbox.noteDelivery(b, shown(5, 2), true);
    expect([isStale(a), isStale(b)]).toEqual([true, true]);
  });

  it("[INBOX-5] says whether the conversation was listed before", () => {
    expect(inbox.noteDelivery(a, shown(1), false)).toEqual({ listed: false });
    inbox.admit(b);
    expect(inbox.noteDelivery(b, shown(1), false)).toEqual({ listed: false });
    inbox.refresh(a, summary(1), false);
    expect(inbox.noteDelivery(a, shown(2), false)).toEqual({ listed: true });
  });
});

describe("a refresh", () => {
  it("[INBOX-5] tells of what is new in the list, once", () => {
    const told: unknown[] = [];
    const listening = new Inbox(storage.sql, (entry) => told.push(entry));
    listening.admit(a);
    listening.refresh(a, summary(0), false);
    listening.refresh(a, summary(3), false);
    listening.refresh(b, summary(1), false);
    expect(told).toEqual([
      { id: a, ...summary(0), inboxVersion: 1 },
      { id: b, ...summary(1), inboxVersion: 3 },
    ]);
  });

  it("[INBOX-2] stores the answer under the next version and clears the mark, one row", () => {
    inbox.noteDelivery(a, shown(3), true);
    expect(
      rowsWritten(() => expect(inbox.refresh(a, summary(3), false)).toEqual({ id: a, ...summary(3), inboxVersion: 1 })),
    ).toBe(1);
    expect(inbox.get(a)).toEqual({
      conversationId: a,
      stale: false,
      version: 1,
      headSeq: 3,
      activeAt: 1_003,
      summary: summary(3),
    });
    expect(inbox.refresh(b, summary(1), false).inboxVersion).toBe(2);
    expect([inbox.version, new Inbox(storage.sql).version]).toEqual([2, 2]);
  });

  it("[INBOX-7] lists by the newest event, with a message to show or without", () => {
    const isEmpty = { ...summary(4), preview: null };
    expect(inbox.refresh(a, isEmpty, false).activeAt).toBe(1_004);
    expect(inbox.get(a)?.activeAt).toBe(1_004);
  });

  it("[INBOX-7] leaves the entry where it is listed when the conversation no longer knows the event's time", () => {
    inbox.refresh(a, summary(3), false);
    expect(inbox.refresh(a, { ...summary(4), left: true, activeAt: 0 }, false).activeAt).toBe(1_003);
    expect(inbox.get(a)?.activeAt).toBe(1_003);
    expect(rowsWritten(() => inbox.refresh(a, { ...summary(4), left: true, activeAt: 0 }, false))).toBe(0);
  });

  it("[INBOX-2] that says nothing new writes nothing and keeps its version", () => {
    inbox.refresh(a, summary(3), false);
    expect(rowsWritten(() => expect(inbox.refresh(a, summary(3), false).inboxVersion).toBe(1))).toBe(0);
  });

  it.each([
    ["head", summary(4, 2)],
    ["cursor", summary(5, 1)],
  ])("[INBOX-3] by an answer with an older %s changes nothing, and gives the entry as it is", (_what, older) => {
    inbox.refresh(a, summary(5, 2), false);
    inbox.noteDelivery(a, shown(6, 2), false);
    const before = inbox.get(a);
    expect(
      rowsWritten(() => expect(inbox.refresh(a, older, false)).toEqual({ id: a, ...summary(5, 2), inboxVersion: 1 })),
    ).toBe(0);
    expect(inbox.get(a)).toEqual(before);
  });

  it("[INBOX-3] by an answer that there may be more than stays stale, until one that there is not", () => {
    inbox.refresh(a, summary(5), false);
    inbox.refresh(a, summary(6), true);
    expect([isStale(a), inbox.get(a)?.headSeq]).toEqual([true, 6]);
    inbox.refresh(a, summary(7), true);
    expect([isStale(a), inbox.get(a)?.headSeq]).toEqual([true, 7]);
    inbox.refresh(a, summary(7), false);
    expect(isStale(a)).toBe(false);
    inbox.refresh(a, summary(8), false);
    expect([isStale(a), inbox.get(a)?.headSeq]).toEqual([false, 8]);
  });
});

describe("a conversation that one may speak in", () => {
  it("is in the inbox, not listed, not stale; to be admitted again changes nothing", () => {
    inbox.admit(a);
    expect([inbox.has(a), inbox.has(b), inbox.get(a)]).toMatchObject([true, false, { stale: false, summary: null }]);
    inbox.refresh(a, summary(3), false);
    const before = inbox.get(a);
    expect(rowsWritten(() => inbox.admit(a))).toBe(0);
    expect(inbox.get(a)).toEqual(before);
  });

  it("[GROUPHTTP-9] to be listed at once is stale once: new, unlisted until then, or left before", () => {
    expect(rowsWritten(() => inbox.admit(a, true))).toBe(1);
    expect([isStale(a), rowsWritten(() => inbox.admit(a, true))]).toEqual([true, 0]);
    inbox.refresh(a, summary(3), false);
    expect(rowsWritten(() => inbox.admit(a, true))).toBe(0);
    inbox.refresh(a, { ...summary(4), left: true }, false);
    inbox.admit(b);
    for (const id of [a, b]) expect(rowsWritten(() => inbox.admit(id, true))).toBe(1);
    expect([isStale(a), isStale(b), inbox.get(a)?.summary]).toEqual([true, true, { ...summary(4), left: true }]);
  });

  it("[INBOX-1] is marked by name only if it is there, and one row once", () => {
    expect(rowsWritten(() => inbox.markStale(a))).toBe(0);
    inbox.admit(a);
    expect([1, 2].map(() => rowsWritten(() => inbox.markStale(a)))).toEqual([1, 0]);
  });
});

describe("pages of the inbox", () => {
  const rowOf = (activeAt: number, id: string): InboxRow =>
    ({ conversationId: id, activeAt, stale: false, version: 1, headSeq: 1, summary: summary(1) }) as InboxRow;

  /** All pages from the newest on; no more than there can be. */
  function walk(rows: readonly InboxRow[], limit: number): InboxRow[][] {
    const pages: InboxRow[][] = [];
    for (let cursor: string | null | undefined; cursor !== null && pages.length <= rows.length;) {
      const page = inboxPage(rows, 9, cursor, limit);
      pages.push(page.rows);
      cursor = page.next;
    }
    return pages;
  }

  it("[INBOX-4] list everything once, newest first, whatever shares a time or has an underscore in its id", () => {
    const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
    const rows = fc.uniqueArray(fc.tuple(fc.nat(5), id), { maxLength: 30, selector: ([, one]) => one });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 7 }), (drafts, limit) => {
        const all = drafts.map(([activeAt, one]) => rowOf(activeAt, one));
        const pages = walk(all, limit);
        expect(pages.flat()).toEqual(all.toSorted(compareRows));
        expect(pages.every((page) => page.length <= limit)).toBe(true);
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it("[INBOX-4] hold no more than the protocol's limit", () => {
    const all = Array.from({ length: wireLimits.maxPageSize + 1 }, (_, i) => rowOf(i, `c${i}`));
    expect(walk(all, 1_000).map((page) => page.length)).toEqual([wireLimits.maxPageSize, 1]);
  });

  it.each(["", "_", "x", "x_y", "-1_a", "9e9_a", "-1_2_a", "1e9_2_a", "🙂"])(
    "[INBOX-4] a cursor that nobody gave, %j, gives some page and no error",
    (cursor) => {
      const page = inboxPage([rowOf(1, "a"), rowOf(2, "b")], 9, cursor, 10);
      expect([page.next, page.version]).toEqual([null, 0]);
    },
  );
});
