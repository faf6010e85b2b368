// What is gone is not in the file either: not in rows, and not in parts of pages that no row uses.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EventStore } from "../../durable-objects/conversation/log/event-store.ts";
import type { NewEvent } from "../../durable-objects/conversation/log/log-row.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import type { ClientMsgId, ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";

const alice = "user_alice" as UserId;
let dir: string;
let file: string;

/** An object's storage, without waiting for the disk: the file is read from memory. */
function openFile(): SqliteStorage {
  const storage = openSqlite(file);
  storage.sql.exec("PRAGMA synchronous = OFF");
  return storage;
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "klatch-gone-"));
  file = join(dir, "object.sqlite");
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const wordOf = (n: number): string => `secret-${n}-`;

/** The numbers of the words that the file has. */
function found(through: number): number[] {
  const bytes = readFileSync(file, "latin1");
  return Array.from({ length: through }, (_, index) => index + 1).filter((n) => bytes.includes(wordOf(n)));
}

const noNumbers = { headSeq: 1, cursorSeq: 0, unread: 0, activeAt: 1 };

/** A text of its own length, so that rows fill their pages in many ways. */
const textOf = (n: number, longest: number): string => wordOf(n) + "é".repeat((n * 137) % longest);

function eventAt(seq: number, text: string): NewEvent {
  const body = JSON.stringify({ content: { type: "text", text } });
  const [id, bodyHash] = [`id-${seq}` as ClientMsgId, "a".repeat(43)];
  const place = { createdAt: 1_800_000_000_000 + seq, ordinal: seq, prev: 0, jump: 0 };
  return { seq, senderId: alice, clientMsgId: id, body, bodyHash, ...place };
}

it.each([
  { size: 65_536, count: 150, longest: 400 },
  { size: 64, count: 300, longest: 50 },
  { size: 64, count: 140, longest: 9_000 },
])("[CHANGE-10] a log of $count events, $size a table, has nothing of them when they were erased", (log) => {
  const storage = openFile();
  migrate(storage, { log: logMigrations });
  const store = new EventStore(storage, log.size);
  for (let seq = 1; seq <= log.count; seq++) {
    store.insert({ events: [eventAt(seq, textOf(seq, log.longest))], settledSeq: 0, cursors: [] });
    store.committed(seq);
  }
  const all = Array.from({ length: log.count }, (_, index) => index + 1);
  expect(found(log.count)).toEqual(all);
  store.erase(all);
  expect(found(log.count)).toEqual([]);
});

it("[CHANGE-10] an inbox has nothing of a preview that was replaced or forgotten, however its rows have moved", () => {
  const storage = openFile();
  migrate(storage, { "user-session": userSessionMigrations });
  const inbox = new Inbox(storage.sql);
  const ids = Array.from({ length: 60 }, (_, n) => `direct_${(n * 7919) % 1_000}_b` as ConversationId);
  let n = 0;
  for (const seq of [1, 2, 3])
    for (const id of ids) {
      n += 1;
      const preview = { seq, senderId: alice, type: "text", text: textOf(n, 120), createdAt: seq };
      const numbers = { headSeq: seq ** 9, cursorSeq: 0, unread: seq ** 5, activeAt: 1_800_000_000_000 + n };
      inbox.refresh(id, { kind: "direct", peerId: alice, preview, ...numbers }, false);
      if (n % 3 === 0) inbox.changeSettings(id, { pinned: seq % 2 === 1 });
      if (n % 5 === 0) inbox.markStale(id);
    }
  expect(found(n)).toEqual(Array.from({ length: 60 }, (_, index) => 121 + index));
  for (const id of ids) inbox.forgetPreview(id, new Set([3]));
  expect(found(n)).toEqual([]);
  expect(inbox.all().map(({ summary }) => summary?.preview?.type)).toEqual(ids.map(() => "gone"));
});

it("[CHANGE-22] an inbox has nothing of a draft that was replaced or has ended, whatever was set beside it", () => {
  const storage = openFile();
  migrate(storage, { "user-session": userSessionMigrations });
  const inbox = new Inbox(storage.sql);
  const ids = Array.from({ length: 40 }, (_, n) => `direct_${(n * 7919) % 1_000}_b` as ConversationId);
  for (const id of ids) inbox.refresh(id, { kind: "direct", peerId: alice, preview: null, ...noNumbers }, false);
  let n = 0;
  const now = Date.now();
  const write = (id: ConversationId, text: string): void =>
    void inbox.changeSettings(id, { draft: { text, updatedAt: now - 10_000 + n } });
  for (const round of [1, 2, 3, 4]) {
    for (const id of ids) {
      n += 1;
      // Each as long as the one before, or longer, in pages.
      write(id, textOf(n, round === 1 ? 900 : 1_400));
      if (n % 3 === 0) inbox.changeSettings(id, { pinned: round % 2 === 1, mutedUntil: now * round });
    }
  }
  expect(found(n)).toEqual(ids.map((_, index) => n - ids.length + 1 + index));
  n += 1;
  for (const id of ids) write(id, "");
  expect(found(n)).toEqual([]);
  expect(ids.map((id) => inbox.settings.draft(id))).toEqual(ids.map(() => null));
  const [first] = ids as [ConversationId];
  const long = "é".repeat(12_000);
  n += 1;
  write(first, long);
  expect(new Inbox(storage.sql).settings.draft(first)?.text).toBe(long);
  n += 1;
  write(first, `${long}, once more`);
  n += 1;
  write(first, "");
  expect(readFileSync(file).includes("once more")).toBe(false);
});
