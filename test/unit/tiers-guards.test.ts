// What D1 refuses of history, case by case, where the model seldom comes or never.
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import {
  loadBlock,
  saveBlocks,
  type Archive,
} from "../../durable-objects/conversation/projections/history/archive-blocks.ts";
import {
  attemptTimeoutMs,
  isWriteOver,
  putObject,
  sweepObjects,
} from "../../durable-objects/conversation/projections/history/archive-objects.ts";
import { eraseEvents } from "../../durable-objects/conversation/projections/history/erase-events.ts";
import { saveSegments } from "../../durable-objects/conversation/projections/history/segments.ts";
import { rowsOf, packEvents, type HistoryEvent } from "../../schema/history/packed-events.ts";
import { isTombstone, withErased } from "../../schema/history/tombstone.ts";
import { directConversationId, type ClientMsgId, type UserId } from "../../schema/protocol/ids.ts";
import { SkippedSegments } from "../../durable-objects/conversation/projections/history/skipped-segments.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { openSqlite } from "../support/sqlite.ts";
import { DirectTiers } from "../support/direct-tiers.ts";

const conversationId = directConversationId("user_1" as UserId, "user_2" as UserId);
const events: HistoryEvent[] = Array.from({ length: 128 }, (_, index) => ({
  seq: index + 1,
  createdAt: index,
  senderId: "user_1" as UserId,
  clientMsgId: `id-${index}` as ClientMsgId,
  bodyHash: `hash-${index}`,
  body: `{"content":{"type":"text","text":"The words of ${index + 1}"}}`,
}));
const attempt = { revision: 0, erased: new Set<number>(), now: 1_000, signal: new AbortController().signal };
const hourMs = 3_600_000;

let tiers: DirectTiers;
let archive: Archive;
beforeEach(() => {
  tiers = new DirectTiers();
  archive = { database: drizzle(tiers.database), bucket: tiers.bucket, conversationId };
});

const save = (first: number, last: number, revision: number) =>
  saveSegments(archive.database, conversationId, rowsOf(events.slice(first - 1, last)), revision);
const insertRow = (first: number, last: number, revision: number) =>
  tiers.sql.exec(
    "INSERT INTO history_segment VALUES (?, ?, ?, 1, ?, ?)",
    conversationId,
    first,
    last,
    packEvents(events.slice(first - 1, last)),
    revision,
  );
const rows = () =>
  tiers.sql
    .exec<{ f: number; l: number; r: number }>(
      "SELECT first_seq AS f, last_seq AS l, revision AS r FROM history_segment",
    )
    .toArray()
    .map(({ f, l, r }) => [f, l, r]);
const block = (first: number, last: number, revision: number) =>
  saveBlocks(
    archive,
    [{ events: events.slice(first - 1, last), replaced: null, revision }],
    { segments: [], kept: [] },
    attempt,
  );

describe("[HISTORY-10] D1 refuses a segment", () => {
  it("of an earlier revision, also where a row that was cut elsewhere has some of its events", async () => {
    insertRow(30, 50, 2);
    expect(await save(1, 64, 1)).toBe(false);
    expect(rows()).toEqual([[30, 50, 2]]);
    expect(await save(1, 64, 2)).toBe(true);
    expect(rows()).toEqual([
      [1, 64, 2],
      [30, 50, 2],
    ]);
  });

  it("that is shorter, whatever its revision", async () => {
    await save(1, 64, 1);
    expect(await save(1, 40, 2)).toBe(true);
    expect(rows()).toEqual([[1, 64, 1]]);
  });

  it("that a block has, or a part of it at a later revision", async () => {
    await block(1, 90, 3);
    expect(await save(1, 64, 3)).toBe(true);
    expect(await save(65, 128, 2)).toBe(false);
    expect(rows()).toEqual([]);
    expect(await save(65, 128, 3)).toBe(true);
    expect(rows()).toEqual([[65, 128, 3]]);
  });
});

describe("[HISTORY-13] the index", () => {
  it("takes no key that is dead", async () => {
    // The tiers are so slow that the attempt counts as ended between its write and the index.
    const sweep = () => sweepObjects(archive, attempt.now + attemptTimeoutMs);
    const slow = { ...archive, bucket: tiers.bucketThat({ beforePutEnds: sweep }) };
    const saves = [{ events, replaced: null, revision: 0 }];
    expect(await saveBlocks(slow, saves, { segments: [], kept: [] }, attempt)).toBe(false);
    expect(tiers.sql.exec("SELECT * FROM history_archive").toArray()).toEqual([]);
    expect(tiers.objects.size).toBe(0);
  });

  it("keeps its object when the note of it arrives twice", async () => {
    await block(1, 64, 0);
    const [row] = tiers.sql.exec<{ object_key: string }>("SELECT object_key FROM history_archive").toArray();
    const key = row?.object_key ?? "";
    tiers.sql.exec("INSERT INTO history_object VALUES (?, ?, 'pending', 0)", conversationId, key);
    expect(await sweepObjects(archive, attemptTimeoutMs + 1)).toBe(null);
    expect(await loadBlock(archive.bucket, { objectKey: key, lastSeq: 64 })).toEqual(events.slice(0, 64));
  });

  it("is not asked by an attempt that was given up: it writes no object", async () => {
    const signal = AbortSignal.abort();
    await expect(putObject(archive, events, { ...attempt, signal })).rejects.toThrow();
    expect(tiers.objects.size).toBe(0);
  });

  it("does not name what the sweep deletes, twice", async () => {
    const key = await putObject(archive, events, attempt);
    const at = attempt.now + attemptTimeoutMs;
    expect(await sweepObjects(archive, at - 1)).toBe(at);
    expect(tiers.objects.has(key)).toBe(true);
    expect(await sweepObjects(archive, at)).toBe(at + hourMs);
    expect(tiers.objects.has(key)).toBe(false);
    // A write that is late.
    tiers.objects.set(key, new ArrayBuffer(0));
    expect(await sweepObjects(archive, at + hourMs - 1)).toBe(at + hourMs);
    expect(await sweepObjects(archive, at + hourMs)).toBe(null);
    expect(tiers.objects.size).toBe(0);
  });
});

describe("[HISTORY-12] erasing keeps the cuts", () => {
  it("of rows that overlap, of an unreadable one, and of a block", async () => {
    insertRow(65, 100, 0);
    insertRow(90, 128, 0);
    await block(1, 64, 0);
    tiers.sql.exec("UPDATE history_segment SET body = 'garbage' WHERE first_seq = 65");
    const erased = [5, 95];
    const source = {
      headSeq: () => 128,
      events: (after: number, through: number) => withErased(events.slice(after, through), new Set(erased)),
      rows: () => [],
      revision: () => 4,
      erased: () => erased,
    };
    await eraseEvents(archive, source, erased, attempt);
    expect(rows()).toEqual([
      [65, 100, 4],
      [90, 128, 4],
    ]);
    const loaded = await tiers.load(conversationId, 0, 128);
    expect(loaded.filter(isTombstone).map(({ seq }) => seq)).toEqual(erased);
    expect(loaded).toEqual(withErased(events, new Set(erased)));
  });

  it("fails for as long as something that may have the event can be read nowhere", async () => {
    insertRow(65, 100, 0);
    tiers.sql.exec("UPDATE history_segment SET body = 'garbage'");
    const source = { headSeq: () => 128, events: () => [], rows: () => [], revision: () => 1, erased: () => [70] };
    await expect(eraseEvents(archive, source, [70], attempt)).rejects.toThrow();
    await expect(eraseEvents(archive, { ...source, erased: () => [5] }, [5], attempt)).rejects.toThrow("neither log");
  });
});

it("[HISTORY-13] an object's write is over four hours after its key was made, and never if the key does not tell", () => {
  const key = (at: string): string => `history/x/1-64.${at}5f0e1f3e-0000-4000-8000-000000000000.json.gz`;
  expect([isWriteOver(key("1000."), 1_000 + 4 * hourMs), isWriteOver(key("1000."), 999 + 4 * hourMs)]).toEqual([
    true,
    false,
  ]);
  expect([isWriteOver(key(""), 100 * hourMs), isWriteOver("history/x/1-64.json.gz", 100 * hourMs)]).toEqual([
    false,
    false,
  ]);
});

it("[HISTORY-13] a sweep that has stopped at its limit is due again at once", async () => {
  for (let n = 0; n < 150; n++)
    tiers.sql.exec("INSERT INTO history_object VALUES (?, ?, 'replaced', ?)", conversationId, `key ${n}`, n);
  expect(await sweepObjects(archive, 1_000)).toBe(1_000);
  expect(await sweepObjects(archive, 1_000)).toBe(null);
  expect(tiers.sql.exec("SELECT * FROM history_object").toArray()).toEqual([]);
});

it("[HISTORY-9] a skipped segment is as long as any run has found it, and stays until all of it is written", () => {
  const storage = openSqlite();
  migrate(storage, { log: logMigrations });
  const skipped = new SkippedSegments(storage.sql);
  skipped.add(1, 64, 0);
  // A run that outlived its deadline, and knows the segment as it was before.
  skipped.add(1, 11, 0);
  skipped.remove(1, 11);
  expect(skipped.due(Number.MAX_SAFE_INTEGER)).toEqual([{ firstSeq: 1, lastSeq: 64 }]);
  skipped.remove(1, 64);
  expect(skipped.firstSeq).toBe(null);
});
