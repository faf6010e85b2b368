// The rows of the log: where they are cut, what they carry, and how the rows of earlier code become theirs.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogRow, packRows, type NewEvent, type StoredCursor } from "../../durable-objects/conversation/log/log-row.ts";
import { EventStore } from "../../durable-objects/conversation/log/event-store.ts";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { eventsIn, runIn } from "../support/log-rows.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";
import { alice, bob, carol, item, refusalOf, startOfTime, TestLog, uuidV7 } from "../support/test-log.ts";
import { useQuickTurns } from "../support/quick-turns.ts";

useQuickTurns();

const eventAt = (seq: number, body = `{"n":${seq}}`): NewEvent => ({
  seq,
  createdAt: startOfTime,
  senderId: [alice, bob, carol][seq % 3] ?? alice,
  clientMsgId: uuidV7(startOfTime, seq),
  body,
  bodyHash: `hash ${seq}`,
  ordinal: seq,
  prev: seq - 1,
  jump: 0,
});
const eventsFrom = (firstSeq: number, count: number, body?: string): NewEvent[] =>
  Array.from({ length: count }, (_, index) => eventAt(firstSeq + index, body));
const cursorAt = (atSeq: number): StoredCursor => ({
  userId: alice,
  cursorSeq: atSeq,
  cursorOrdinal: atSeq,
  cursorSent: 0,
  atSeq,
});

const placesOf = (events: readonly NewEvent[], eraEvents = 65_536): string[] =>
  [...packRows({ events, settledSeq: 0, cursors: [] }, eraEvents)].map(
    ({ firstSeq, lastSeq }) => `${firstSeq}-${lastSeq}`,
  );

describe("[COST-7] rows", () => {
  it("are cut at multiples of 64, at an era's end, and where they would have more than 65,536 characters", () => {
    expect(placesOf(eventsFrom(60, 140))).toEqual(["60-64", "65-128", "129-192", "193-199"]);
    expect(placesOf(eventsFrom(1, 10), 4)).toEqual(["1-4", "5-8", "9-10"]);
    expect(placesOf(eventsFrom(1, 4, "x".repeat(30_000)))).toEqual(["1-2", "3-4"]);
    expect(placesOf(eventsFrom(1, 2, "x".repeat(70_000)))).toEqual(["1-1", "2-2"]);
    expect(placesOf([])).toEqual([]);
  });

  it("hold every event as it was given, however they are cut", () => {
    const body = fc.oneof(fc.string({ unit: "grapheme" }), fc.constant("x".repeat(40_000)));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 130 }), fc.array(body, { maxLength: 90 }), (firstSeq, texts) => {
        const events = texts.map((text, index) => eventAt(firstSeq + index, JSON.stringify({ content: { text } })));
        const rows = [...packRows({ events, settledSeq: 7, cursors: [] }, 65_536)];
        expect(rows.flatMap((row) => [...new LogRow(row).withBodies(row.bodies)])).toEqual(events);
        expect(rows.every((row) => new LogRow(row).settledSeq === 7)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it("carry each cursor with the event after which it moved", () => {
    const cursors = [59, 63, 64, 130].map(cursorAt);
    const rows = [...packRows({ events: eventsFrom(60, 80), settledSeq: 0, cursors }, 65_536)];
    expect(rows.map((row) => new LogRow(row).cursors.map(({ atSeq }) => atSeq))).toEqual([[59, 63, 64], [], [130]]);
  });

  it("[HIB-3] cursors that moved between the events of a flush are where they were after a cold start", async () => {
    const test = new TestLog();
    await test.send(alice);
    // Bob reads in the midst of it, so that his own next message finds him up to date.
    await Promise.all([
      test.send(alice),
      test.log.markRead(bob, 2),
      test.send(bob),
      test.send(alice),
      test.log.markRead(bob, 4),
      test.send(alice),
    ]);
    const stateOf = (): unknown => [alice, bob].map((id) => [test.log.readerOf(id), test.log.unreadOf(id)]);
    const before = stateOf();
    expect(test.log.readerOf(bob)).toMatchObject({ cursorSeq: 4, cursorOrdinal: 4, cursorSent: 1 });
    expect(test.sqlite.sql.exec("SELECT count(*) AS n FROM log_0").one()).toEqual({ n: 2 });
    expect(test.sqlite.sql.exec("SELECT count(*) AS n FROM checkpoint").one()).toEqual({ n: 0 });
    test.restart();
    expect(stateOf()).toEqual(before);
  });
});

describe("[HISTORY-15] an erased message", () => {
  const bodiesIn = ({ sqlite }: TestLog): string =>
    sqlite.sql.exec<{ all: string }>("SELECT group_concat(bodies) AS 'all' FROM log_0").one().all;
  const sizesIn = ({ sqlite }: TestLog): unknown[] =>
    sqlite.sql
      .exec("SELECT length(CAST(meta AS BLOB)) AS meta, length(CAST(bodies AS BLOB)) AS bodies FROM log_0")
      .toArray();

  it("is overwritten in its place, and everything else stays", async () => {
    const test = new TestLog();
    const texts = ["one", "the secret 密码 that goes", "three"];
    await test.send(alice, ...texts.map((text) => ({ ...item(test.freshId(), text), bodyHash: hashBody(text) })));
    await test.send(bob);
    const [before, sizes] = [test.log.range(0, 4, 9), sizesIn(test)];
    let noted = 0;
    test.log.erase([2], () => (noted += 1));
    expect([noted, sizesIn(test), bodiesIn(test).includes("密码")]).toEqual([1, sizes, false]);
    for (const restart of [false, true]) {
      if (restart) test.restart();
      const [one, two, ...others] = test.log.eventsAfter(0, 9);
      expect([one, ...others]).toEqual([before[0], ...before.slice(2)]);
      expect(JSON.parse(two?.frame ?? "")).toMatchObject({
        seq: 2,
        senderId: alice,
        content: { type: "gone" },
        createdAt: startOfTime,
      });
    }
  });

  it("is acked when it is sent again, whatever it says: no hash is left to try words against", async () => {
    const test = new TestLog({ eraSize: 4 });
    const ids = Array.from({ length: 12 }, () => test.freshId());
    for (const id of ids) await test.send(alice, item(id, "PIN 1234"));
    test.clock += 86_400_000;
    await test.send(bob);
    test.settled = 13;
    test.log.saveSettled();
    for (const floorSeq of [4, 8]) {
      test.log.dropOldestEra(13, 0);
      expect(test.log.floorSeq).toBe(floorSeq);
    }
    test.log.erase([6, 10], () => {});
    test.restart();
    const again = async (n: number): Promise<string> => {
      const [result] = await test.send(alice, item(ids[n - 1] ?? "", "PIN 0000"));
      return result === undefined ? "" : refusalOf(result);
    };
    expect([await again(6), await again(10), await again(7), await again(11)]).toEqual([
      "acked",
      "acked",
      "DUPLICATE_MESSAGE",
      "DUPLICATE_MESSAGE",
    ]);
    const kept = test.sqlite.sql.exec<{ ids: ArrayBuffer }>("SELECT ids FROM dropped_era WHERE era = 1").one().ids;
    expect(new Uint8Array(kept).byteLength).toBe(4 * 26);
  });

  it("is acked, too, when it was erased before its era was dropped", async () => {
    const test = new TestLog({ eraSize: 64 });
    const secret = item(test.freshId(), "secret");
    const [acked] = await test.send(alice, secret);
    test.log.erase([1], () => {});
    test.settled = 10_000;
    test.clock += 4 * 3_600_000;
    for (let n = 0; n < 23; n++) await test.send(alice, ...Array.from({ length: 64 }, () => item(test.freshId())));
    test.clock += 4 * 3_600_000;
    await test.send(alice);
    expect((await test.send(alice, secret)).map(refusalOf)).toEqual(["acked"]);
    test.log.dropOldestEra(test.log.headSeq, 0);
    expect(test.log.floorSeq).toBe(64);
    expect(await test.send(alice, item(secret.clientMsgId, "other"))).toEqual([acked]);
  });

  it("is one that the log has: anything else is refused before anything is written", async () => {
    const test = new TestLog();
    await test.send(alice);
    const noted: number[] = [];
    for (const seq of [0, 2, 5]) expect(() => test.log.erase([1, seq], () => noted.push(seq))).toThrow(RangeError);
    expect([noted, test.log.range(0, 1, 1)[0]?.frame.includes("gone")]).toEqual([[], false]);
  });

  it("stays as it was when the note of it cannot be written", async () => {
    const test = new TestLog();
    await test.send(alice, item(test.freshId(), "kept"));
    const before = test.log.range(0, 1, 1);
    const failing = (): never => {
      throw new Error("planted");
    };
    expect(() => test.log.erase([1], failing)).toThrow("planted");
    expect(test.log.range(0, 1, 1)).toEqual(before);
  });
});

it("[UNREAD-3] a read mark finds an event of its own flush, which is not in storage yet", async () => {
  const test = new TestLog();
  const [, , , marked] = await Promise.all([
    test.send(alice),
    test.send(bob),
    test.send(alice),
    test.log.markRead(bob, 2),
    test.send(alice),
  ]);
  expect([marked, test.reported]).toEqual([{ cursorSeq: 2, unread: 1, mentions: 0 }, []]);
  test.restart();
  expect([test.log.readerOf(bob).cursorSeq, test.log.unreadOf(bob)]).toEqual([2, 2]);
});

it("[HISTORY-4] what only the log needs stays out of history: who has read how far", async () => {
  const test = new TestLog();
  await test.send(alice);
  await Promise.all([test.log.markRead(bob, 1), test.send(alice)]);
  const text = test.log
    .historyRows(0, 2)
    .map((row) => row.text)
    .join();
  expect([text.includes(alice), text.includes(bob), text.includes("settled")]).toEqual([true, false, false]);
});

describe("[HIB-15] a log of earlier code", () => {
  const eraSize = 128;

  /** As earlier code left it: an event a row, in a table for each era; the first era may have been dropped. */
  function oldLog(events: readonly NewEvent[], dropped: readonly number[] = []): SqliteStorage {
    const storage = openSqlite();
    const { sql } = storage;
    migrate(storage, { log: logMigrations.slice(0, 4) });
    for (const { seq, createdAt, senderId, clientMsgId, bodyHash, body, ordinal, prev, jump } of events) {
      const era = Math.floor((seq - 1) / eraSize);
      sql.exec(`CREATE TABLE IF NOT EXISTS event_${era} AS SELECT * FROM event_0 WHERE FALSE`);
      const values = [seq, createdAt, senderId, clientMsgId, bodyHash, body, ordinal, prev, jump, seq - 1];
      sql.exec(`INSERT INTO event_${era} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, ...values);
    }
    for (const era of dropped) sql.exec(`DROP TABLE event_${era}`);
    return storage;
  }

  const open = (storage: SqliteStorage): EventStore => {
    migrate(storage, { log: logMigrations });
    return new EventStore(storage, eraSize);
  };
  const tables = ({ sql }: SqliteStorage): unknown[] =>
    sql
      .exec("SELECT name FROM sqlite_master WHERE name GLOB 'event_*' OR name GLOB 'log_*' ORDER BY name")
      .toArray()
      .map(({ name }) => name);

  it("is the same log afterwards, in rows, and code of before finds no table to append to", () => {
    const events = eventsFrom(1, 300).map((event) => ({
      ...event,
      createdAt: startOfTime + Math.floor(event.seq / 50),
    }));
    const storage = oldLog(events);
    const store = open(storage);
    expect(store.range(0, 300, 1_000)).toEqual(events);
    expect([store.floorSeq, store.headSeq(), store.links(200).prev]).toEqual([0, 300, 199]);
    expect(tables(storage)).toEqual(["log_0", "log_1", "log_2"]);
    expect([new EventStore(storage, eraSize).headSeq(), tables(storage).length]).toEqual([300, 3]);
    expect(eventsIn(runIn(storage.sql))).toEqual(events.slice(0, eraSize));
  });

  it("keeps its floor when its first eras had been dropped", () => {
    const storage = oldLog(eventsFrom(1, 500), [0, 1]);
    const store = open(storage);
    expect([store.floorSeq, store.headSeq()]).toEqual([2 * eraSize, 500]);
    expect(tables(storage)).toEqual(["log_2", "log_3"]);
    expect(open(storage).floorSeq).toBe(2 * eraSize);
  });

  it("stays whole when moving it is cut off", () => {
    const events = eventsFrom(1, 200);
    const storage = oldLog(events);
    migrate(storage, { log: logMigrations });
    storage.sql.exec(
      "CREATE TRIGGER cut BEFORE INSERT ON log_0 WHEN NEW.seq = 65 BEGIN SELECT RAISE(ABORT, 'cut'); END",
    );
    expect(() => new EventStore(storage, eraSize)).toThrow("cut");
    expect(tables(storage)).toEqual(["event_0", "event_1", "log_0"]);
    storage.sql.exec("DROP TRIGGER cut");
    expect(new EventStore(storage, eraSize).range(0, 200, 1_000)).toEqual(events);
  });

  it.each([
    ["a whole log", []],
    ["a log without its first eras", [0, 1]],
  ])("goes on where moving it was cut off between two eras: %s", (_, dropped) => {
    const events = eventsFrom(1, 700);
    const storage = oldLog(events, dropped);
    migrate(storage, { log: logMigrations });
    const { transactionSync } = storage;
    let moves = 0;
    const dying = {
      ...storage,
      sql: storage.sql,
      transactionSync: <T>(closure: () => T): T => {
        if ((moves += 1) > 2) throw new Error("the object was stopped");
        return transactionSync(closure);
      },
    };
    expect(() => new EventStore(dying, eraSize)).toThrow("stopped");
    const store = new EventStore(storage, eraSize);
    expect([store.floorSeq, store.headSeq()]).toEqual([dropped.length * eraSize, 700]);
    expect(store.range(store.floorSeq, 700, 1_000)).toEqual(events.slice(store.floorSeq));
  });
});
