// How much of a conversation goes to D1 on one day: beyond it the log keeps the events, and the next day goes on.
import { beforeEach, expect, it } from "vitest";
import { counted, spentUntil } from "../../durable-objects/conversation/projections/history/daily-bytes.ts";
import { Historian } from "../../durable-objects/conversation/projections/history/historian.ts";
import type { HistorySource } from "../../durable-objects/conversation/projections/history/history-source.ts";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { rowsOf, type HistoryEvent } from "../../schema/history/packed-events.ts";
import { defaultHistorySettings, type HistorySettings } from "../../schema/history/settings.ts";
import { directConversationId, type ClientMsgId, type UserId } from "../../schema/protocol/ids.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { DirectTiers } from "../support/direct-tiers.ts";
import { homeIn } from "../support/history-homes.ts";
import { openSqlite } from "../support/sqlite.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** A day and an hour. */
const start = 20_000 * dayMs + hourMs;
const conversationId = directConversationId("user_1" as UserId, "user_2" as UserId);
const settings: HistorySettings = {
  ...defaultHistorySettings,
  HISTORY_PROJECT_EVENTS: 64,
  // A third of a segment is less, two thirds are more.
  HISTORY_BYTES_PER_DAY: 8_000,
};

let events: HistoryEvent[];
let tiers: DirectTiers;
let historian: Historian;
let historianOf: (settings: HistorySettings) => Historian;
beforeEach(() => {
  events = [];
  tiers = new DirectTiers();
  const storage = openSqlite();
  migrate(storage, { log: logMigrations });
  const source: HistorySource = {
    conversationId,
    headSeq: () => events.length,
    createdAtOf: (seq) => events[seq - 1]?.createdAt ?? 0,
    events: (after, through) => events.slice(after, through),
    rows: (after, through) => rowsOf(events.slice(after, through)),
    revision: () => 0,
    erased: () => [],
    erasingSince: () => null,
    erasedIn: () => new Set(),
    erasedDone: () => {},
    settledSeq: () => 0,
    settledSaved: () => {},
  };
  historianOf = (chosen) =>
    new Historian(storage.sql, new HistoryStore(homeIn(tiers.database), tiers.bucket), source, chosen);
  historian = historianOf(settings);
});

const say = (count: number, createdAt: number): void => {
  for (let n = 0; n < count; n++)
    events.push({
      seq: events.length + 1,
      createdAt,
      senderId: "user_1" as UserId,
      clientMsgId: `id-${events.length}` as ClientMsgId,
      bodyHash: "",
      body: `{"content":{"type":"text","text":"${"x".repeat(160)}"}}`,
    });
};
const run = (now: number): Promise<void> => historian.run(now, new AbortController().signal);

it("[HISTORY-26] what is beyond a day's bytes waits for the next day, in the log, and is not late until two hours of that have passed", async () => {
  say(64, start);
  await run(start);
  expect([historian.projectedSeq, historian.dueAt(start)]).toEqual([64, start + 37 * dayMs]);
  say(640, start + 1_000);
  await run(start + 1_000);
  // The step that reaches the day's bytes is done; nothing after it.
  expect(historian.projectedSeq).toBeLessThan(256);
  const held = historian.projectedSeq;
  const tomorrow = 20_001 * dayMs;
  expect(historian.dueAt(start + 2_000)).toBe(tomorrow);
  await run(tomorrow - 1);
  expect([historian.projectedSeq, historian.heldSeq]).toEqual([held, held]);
  expect([tomorrow - 1, tomorrow, tomorrow + 2 * hourMs].map((now) => historian.isLate(now))).toEqual([
    false,
    false,
    false,
  ]);
  expect(historian.isLate(tomorrow + 2 * hourMs + 1)).toBe(true);
  for (let day = 20_001; historian.projectedSeq < 704 && day < 20_020; day++) await run(day * dayMs);
  expect(historian.projectedSeq).toBe(704);
  expect(await tiers.load(conversationId, 0, 704)).toEqual(events);
});

it("[HISTORY-26] a clock that was ahead for a while spends no day in advance", () => {
  const ahead = counted({ day: 0, dayBytes: 0 }, 10, 5 * dayMs);
  expect(spentUntil(ahead, 10, 5 * dayMs)).toBe(6 * dayMs);
  expect(spentUntil(ahead, 10, 4 * dayMs)).toBe(0);
  expect(counted(ahead, 3, 4 * dayMs)).toEqual({ day: 4, dayBytes: 3 });
  expect(counted(ahead, 3, 5 * dayMs)).toEqual({ day: 5, dayBytes: 13 });
  expect(spentUntil(ahead, 11, 5 * dayMs)).toBe(0);
});

it("[HISTORY-1] many that wait are due at once only when they fill a segment", () => {
  historian = historianOf({ ...settings, HISTORY_PROJECT_EVENTS: 8 });
  say(63, start);
  expect(historian.isFull()).toBe(false);
  expect(historian.dueAt(start)).toBe(start + settings.HISTORY_PROJECT_AFTER_MS);
  say(1, start);
  expect(historian.isFull()).toBe(true);
  expect(historian.dueAt(start)).toBe(start);
});
