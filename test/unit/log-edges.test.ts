// The log at the edges of its windows: times, checkpoints, cursors, and what memory saves it from reading.
import { describe, expect, it } from "vitest";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { alice, bob, item, refusalOf, TestLog, uuidV7 } from "../support/test-log.ts";

useQuickTurns();

const { clientClockLeewayMs, lateAfterMs } = wireLimits;
const hourMs = 3_600_000;

/** A log with one message an hour, so that none but the newest is of interest to a fresh id. */
async function slowLog(count: number): Promise<TestLog> {
  const test = new TestLog();
  for (let seq = 1; seq <= count; seq++) {
    await test.send(seq % 2 === 0 ? alice : bob);
    test.clock += hourMs;
  }
  return test;
}

async function costOf(test: TestLog, act: () => Promise<unknown>): Promise<{ read: number; written: number }> {
  test.rows = { read: 0, written: 0 };
  await act();
  return test.rows;
}

describe("a fresh id", () => {
  it("[SEND-2] is found among thousands of its sender's, in whatever order they came, and a new one costs no search", async () => {
    const test = new TestLog();
    const ids = Array.from({ length: 9_000 }, (_, n) => uuidV7(test.clock + (n % 7 === 0 ? n - 3_000 : n), n));
    test.clock += 9_000;
    for (let from = 0; from < ids.length; from += 250)
      await test.send(alice, ...ids.slice(from, from + 250).map((id) => item(id)));
    expect(test.log.headSeq).toBe(9_000);
    for (const restart of [false, true]) {
      if (restart) test.restart();
      for (const n of [0, 1, 7, 3_001, 3_003, 6_999, 7_000, 8_998, 8_999])
        expect(await test.send(alice, item(ids[n] ?? ""))).toMatchObject([{ ack: { seq: n + 1 } }]);
      expect(await test.send(alice, ...ids.slice(0, 300).map((id) => item(id)))).toMatchObject(
        Array.from({ length: 300 }, (_, n) => ({ ack: { seq: n + 1 } })),
      );
    }
    expect(test.log.headSeq).toBe(9_000);
    expect(await costOf(test, () => test.send(alice, item(uuidV7(test.clock, 1))))).toEqual({ read: 1, written: 1 });
  });

  it("[SEND-4] is no dearer for ids without a time, or of the other case, among its sender's", async () => {
    const test = new TestLog();
    await test.send(alice, item("zzz"), item(test.freshId().toUpperCase()));
    for (let n = 0; n < 200; n++) {
      test.clock += 1_000;
      await test.send(alice, ...Array.from({ length: 64 }, () => item(test.freshId())));
    }
    const { read } = await costOf(test, async () => {
      for (let n = 0; n < 200; n++) await test.send(alice);
    });
    expect(read).toBeLessThan(300);
  });

  it("[SEND-2] is found when the log has dropped what came between", async () => {
    const test = new TestLog({ eraSize: 4 });
    await test.send(alice, item(test.freshId()));
    await test.send(alice, item(test.freshId(1)), item(test.freshId(2)), item(test.freshId(3)));
    test.clock += 86_400_000;
    for (let n = 0; n < 9; n++) await test.send(alice);
    test.settled = 13;
    test.log.saveSettled();
    test.log.dropOldestEra(13, 0);
    expect(test.log.floorSeq).toBe(4);
    // An earlier id than the last one's, so that it is looked for.
    const early = item(test.freshId(100));
    expect(await test.send(alice, early)).toMatchObject([{ ack: { seq: 14 } }]);
    expect(await test.send(alice, early)).toMatchObject([{ ack: { seq: 14 } }]);
  });
});

describe("an id's time", () => {
  it.each([
    ["fresh to the ms", lateAfterMs, 1],
    ["late by a ms", lateAfterMs + 1, 2],
  ])("[SEND-4] that is %s costs what it must", async (_name, agoMs, written) => {
    const test = new TestLog();
    expect(await costOf(test, () => test.send(alice, item(test.freshId(agoMs))))).toMatchObject({ written });
  });

  it.each([
    ["fresh", clientClockLeewayMs + lateAfterMs],
    ["late", clientClockLeewayMs + lateAfterMs + 1],
    ["long past", 30 * 24 * hourMs],
  ])("[SEND-2] as far ahead as allowed is found again when it is %s, after a restart", async (_name, laterMs) => {
    const test = new TestLog();
    await test.send(alice);
    const ahead = item(test.freshId(-clientClockLeewayMs));
    const first = await test.send(alice, ahead);
    test.clock += laterMs;
    test.restart();
    expect(await test.send(alice, ahead)).toEqual(first);
  });

  it("[SEND-5] beyond that is refused, by the log's time, which does not fall with the clock", async () => {
    const test = new TestLog();
    await test.send(alice);
    expect((await test.send(alice, item(test.freshId(-clientClockLeewayMs - 1)))).map(refusalOf)).toEqual([
      "CLOCK_AHEAD",
    ]);
    const edge = item(test.freshId(-clientClockLeewayMs));
    test.clock -= hourMs;
    expect((await test.send(alice, edge)).map(refusalOf)).toEqual(["acked"]);
  });

  it("[SEND-2] keeps it in memory as long as it may be asked for, however many others come", async () => {
    const test = new TestLog();
    const ahead = item(test.freshId(-clientClockLeewayMs));
    const first = await test.send(alice, ahead);
    test.clock += clientClockLeewayMs + lateAfterMs - 1;
    await test.send(alice, ...Array.from({ length: 1_100 }, () => item(test.freshId())));
    test.clock += 1;
    expect(await test.send(alice, ahead)).toEqual(first);
  });
});

describe("what memory saves", () => {
  it("[SEND-4] a fresh send reads no older message a second time", async () => {
    const test = await slowLog(6);
    test.restart();
    await test.send(alice);
    expect(await costOf(test, () => test.send(alice))).toEqual({ read: 1, written: 1 });
  });

  it("[STREAM-7] whoever follows along costs no row", async () => {
    const test = await slowLog(6);
    test.rows = { read: 0, written: 0 };
    expect(test.log.eventsAfter(3, 2).map(({ seq }) => seq)).toEqual([4, 5]);
    expect(test.rows.read).toBe(0);
    test.restart();
    expect(test.log.eventsAfter(3, 2).map(({ seq }) => seq)).toEqual([4, 5]);
  });

  it("[UNREAD-1] reading all there is costs one row and no search", async () => {
    const test = await slowLog(40);
    expect(await costOf(test, () => test.log.markRead(bob, 40))).toEqual({ read: 1, written: 1 });
  });
});

describe("a read mark", () => {
  it("[UNREAD-3] where the cursor stands already writes nothing and tells nobody", async () => {
    const test = await slowLog(6);
    await test.log.markRead(bob, 6);
    test.commits.length = 0;
    expect(await costOf(test, () => test.log.markRead(bob, 6))).toMatchObject({ written: 0 });
    expect(test.commits).toEqual([]);
  });

  it("[UNREAD-5] tells who has read how far", async () => {
    const test = await slowLog(6);
    test.commits.length = 0;
    await test.log.markRead(bob, 4);
    expect(test.commits).toEqual([{ events: [], erased: [], hasStarted: false, cursors: [{ userId: bob, seq: 4 }] }]);
  });

  it("[HIB-3] stores with it what all subscribers have", async () => {
    const test = await slowLog(6);
    test.settled = 5;
    await test.log.markRead(bob, 3);
    expect(test.log.durableSettledSeq).toBe(5);
    test.restart();
    expect(test.log.durableSettledSeq).toBe(5);
  });

  it("[UNREAD-3] may name what was sent in the same batch", async () => {
    const test = new TestLog();
    const [, read] = await Promise.all([test.send(alice, item("one"), item("two")), test.log.markRead(bob, 2)]);
    expect(read).toEqual({ cursorSeq: 2, unread: 0, mentions: 0 });
  });
});

describe("the newest message in short", () => {
  it("[INBOX-2] is there as soon as there is a message", async () => {
    const test = new TestLog();
    expect(test.log.shownLast(0, test.log.headSeq, bob).preview).toBeNull();
    await test.send(alice, item("one", "first"), item("two", "second"));
    expect(test.log.shownLast(0, test.log.headSeq, bob).preview).toEqual({
      seq: 2,
      senderId: alice,
      type: "text",
      text: "second",
      createdAt: test.clock,
    });
  });
});
