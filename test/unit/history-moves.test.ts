// History that moves to another database, case by case, where the model of the tiers seldom comes or never.
import { beforeEach, describe, expect, it } from "vitest";
import type { HomesOf } from "../../durable-objects/conversation/projections/history/history-shards.ts";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { moveHistory } from "../../durable-objects/conversation/projections/history/move-history.ts";
import { saveSegments } from "../../durable-objects/conversation/projections/history/segments.ts";
import { StoredHistory } from "../../durable-objects/conversation/projections/history/stored-history.ts";
import { packEvents, rowsOf, unpackEvents, type HistoryEvent } from "../../schema/history/packed-events.ts";
import { isTombstone } from "../../schema/history/tombstone.ts";
import { directConversationId, type ClientMsgId, type UserId } from "../../schema/protocol/ids.ts";
import { DirectTiers } from "../support/direct-tiers.ts";
import { named } from "../support/history-homes.ts";

const conversationId = directConversationId("user_1" as UserId, "user_2" as UserId);
const other = directConversationId("user_3" as UserId, "user_4" as UserId);
const events: HistoryEvent[] = Array.from({ length: 1_300 }, (_, index) => ({
  seq: index + 1,
  createdAt: index,
  senderId: "user_1" as UserId,
  clientMsgId: `id-${index}` as ClientMsgId,
  bodyHash: `hash-${index}`,
  body: `{"content":{"type":"text","text":"The words of ${index + 1}, of which enough for a tombstone"}}`,
}));
const clock = { now: 1_000, signal: new AbortController().signal };

let left: DirectTiers;
let home: DirectTiers;
beforeEach(() => {
  left = new DirectTiers();
  home = new DirectTiers();
});

const homesOf: HomesOf = () => ({
  home: named("HISTORY", home.database),
  earlier: [named("DIRECTORY", left.database)],
  first: "HISTORY",
});
const source = { conversationId, revision: () => 3, erasedIn: () => new Set<number>() };
const move = (what = source, from: string | null = null) => moveHistory(homesOf(conversationId), what, from, clock);
const insert = ({ sql }: DirectTiers, first: number, last: number, revision = 0, body?: string) =>
  sql.exec(
    "INSERT INTO history_segment VALUES (?, ?, ?, 1, ?, ?)",
    conversationId,
    first,
    last,
    body ?? packEvents(events.slice(first - 1, last)),
    revision,
  );
const rowsIn = ({ sql }: DirectTiers, columns = "first_seq, last_seq, revision") =>
  sql.exec(`SELECT ${columns} FROM history_segment ORDER BY first_seq`).toArray().map(Object.values);
const bodyAt = (first: number): string => String(rowsIn(home, "first_seq, body").find(([seq]) => seq === first)?.[1]);

describe("[HISTORY-22] a move", () => {
  it("takes segments on both sides of a gap, overlapping ones, blocks and notes, and leaves nothing behind", async () => {
    insert(left, 1, 64);
    insert(left, 129, 160);
    insert(left, 140, 192);
    left.sql.exec("INSERT INTO history_archive VALUES (?, 1, 64, 'the key', 2)", conversationId);
    left.sql.exec("INSERT INTO history_object VALUES (?, 'another', 'pending', 5)", conversationId);
    expect(await move()).toBe(true);
    expect(rowsIn(left)).toEqual([]);
    // The block has the first segment.
    expect(rowsIn(home)).toEqual([
      [129, 160, 3],
      [140, 192, 3],
    ]);
    const of = ({ sql }: DirectTiers, table: string) => sql.exec(`SELECT * FROM ${table}`).toArray().map(Object.values);
    expect(of(home, "history_archive")).toEqual([[conversationId, 1, 64, "the key", 2]]);
    expect(of(home, "history_object")).toEqual([[conversationId, "another", "pending", 5]]);
    expect([...of(left, "history_archive"), ...of(left, "history_object")]).toEqual([]);
  });

  it("is done in steps of bounded size, each of which may be the last before a crash", async () => {
    for (let first = 1; first <= 1_217; first += 64) insert(left, first, first + 63);
    const large = "x".repeat(900_000);
    for (let seq = 2_001; seq < 2_060; seq++) insert(left, seq, seq, 0, large);
    let calls = 0;
    while (!(await move())) calls += 1;
    expect(calls).toBeGreaterThan(0);
    expect(rowsIn(left)).toEqual([]);
    expect(rowsIn(home)).toHaveLength(20 + 59);
  });

  it("makes the database that is left refuse every later write of this conversation, and of no other", async () => {
    insert(left, 1, 64);
    await move();
    const { database } = named("DIRECTORY", left.database);
    const rows = rowsOf(events.slice(0, 64));
    await expect(saveSegments(database, conversationId, rows, 3)).rejects.toThrow();
    expect(rowsIn(left)).toEqual([]);
    expect(await saveSegments(database, other, rows, 3)).toBe(true);
    for (const statement of [
      "INSERT INTO history_segment VALUES (?, 1, 64, 1, '', 9)",
      "INSERT INTO history_archive VALUES (?, 1, 64, 'key', 9)",
      "INSERT INTO history_object VALUES (?, 'key', 'pending', 9)",
    ])
      expect(() => left.sql.exec(statement, conversationId)).toThrow("has moved");
  });

  it("leaves rows as they are from the fence on, which an erasure cannot reach", async () => {
    insert(left, 1, 64);
    left.sql.exec("INSERT INTO history_moved VALUES (?, 1)", conversationId);
    expect(() => left.sql.exec("UPDATE history_segment SET revision = 9")).toThrow("has moved");
  });

  it("shows every erasure up to the revision that its rows claim", async () => {
    insert(left, 1, 64);
    await move({ ...source, erasedIn: () => new Set([7]) });
    expect(
      unpackEvents(bodyAt(1))
        .filter(isTombstone)
        .map(({ seq }) => seq),
    ).toEqual([7]);
  });

  it("keeps a row until the home has all of it, and reads it again if an erasure has passed there", async () => {
    insert(left, 1, 64);
    insert(home, 30, 50, 4);
    let asked = 0;
    const revision = (): number => (asked++ < 2 ? 3 : 4);
    expect(await move({ ...source, revision })).toBe(true);
    expect(rowsIn(home)).toEqual([
      [1, 64, 4],
      [30, 50, 4],
    ]);
    expect(asked).toBe(3);
  });

  it("replaces nothing that the home has in a longer form", async () => {
    insert(left, 65, 100);
    insert(home, 65, 128, 3);
    expect(await move()).toBe(true);
    expect(rowsIn(home)).toEqual([[65, 128, 3]]);
  });

  it("takes an unreadable segment along as it is", async () => {
    insert(left, 1, 64, 2, "garbage");
    expect(await move({ ...source, erasedIn: () => new Set([7]) })).toBe(true);
    expect([rowsIn(home), bodyAt(1)]).toEqual([[[1, 64, 2]], "garbage"]);
  });

  it("begins where all was at last, and fails if that is not bound any more", async () => {
    insert(left, 1, 64);
    expect(await move(source, "HISTORY")).toBe(true);
    expect(rowsIn(left)).toHaveLength(1);
    await expect(move(source, "HISTORY_2")).rejects.toThrow("HISTORY_2, which is not bound");
  });
});

describe("[HISTORY-23] while history moves", () => {
  const store = () => new HistoryStore(homesOf, home.bucket);

  it("readers find each event where it is, the home's first", async () => {
    insert(left, 1, 64);
    insert(left, 65, 100);
    insert(home, 65, 128);
    left.sql.exec("UPDATE history_segment SET body = ? WHERE first_seq = 65", "not to be read");
    expect(await store().load(conversationId, 64, 128)).toEqual(events.slice(64, 128));
    left.sql.exec("DELETE FROM history_segment WHERE first_seq = 65");
    expect(await store().load(conversationId, 0, 128)).toEqual(events.slice(0, 128));
    await expect(store().load(conversationId, 0, 129)).rejects.toThrow(`history lacks ${conversationId}:129`);
  });

  it("an event that comes home between the two questions is found", async () => {
    insert(left, 1, 64);
    // Between the question to the home and the one to the directory.
    const database = left.databaseThat({
      beforeCall: () => {
        if (rowsIn(left).length === 0) return;
        left.sql.exec("DELETE FROM history_segment");
        insert(home, 1, 64);
      },
    });
    const moving: HomesOf = () => ({ ...homesOf(conversationId), earlier: [named("DIRECTORY", database)] });
    expect(await new HistoryStore(moving, home.bucket).load(conversationId, 0, 64)).toEqual(events.slice(0, 64));
  });

  it("a recount sees all databases", async () => {
    insert(left, 1, 64);
    insert(home, 65, 128);
    const stored = new StoredHistory([named("DIRECTORY", left.database), named("HISTORY", home.database)], home.bucket);
    expect(await stored.conversationIds("", 10)).toEqual([conversationId]);
    expect(await stored.newestSeqs(conversationId)).toEqual({ d1: 128, r2: 0 });
    const parts = await stored.parts(conversationId, 0, 128);
    expect(parts.map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq])).toEqual([
      [1, 64],
      [65, 128],
    ]);
  });
});
