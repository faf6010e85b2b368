// A log that drops its oldest events: what stays known of them, and what must not be dropped.
import { describe, expect, it } from "vitest";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { alice, bob, item, refusalOf, TestLog } from "../support/test-log.ts";

useQuickTurns();

const eraSize = 8;
const hourMs = 3_600_000;

interface Sent {
  readonly one: AppendItem;
  readonly seq: number;
}

/** Messages of two users, one an hour, everything settled; odd ones with ids without a time. */
async function logOf(count: number, everyMs = hourMs): Promise<{ test: TestLog; sent: Sent[] }> {
  const test = new TestLog({ eraSize });
  const sent: Sent[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const one = item(seq % 4 === 1 ? `untimed-${seq}` : test.freshId(seq % 4 === 3 ? 2 * hourMs : 0), `text ${seq}`);
    await test.send(seq % 2 === 0 ? alice : bob, one);
    sent.push({ one, seq });
    test.settled = seq;
    test.clock += everyMs;
  }
  test.log.saveSettled();
  return { test, sent };
}

const senderOf = (seq: number): typeof alice => (seq % 2 === 0 ? alice : bob);

describe("dropping an era", () => {
  it("[SEND-2] [GROUP-52] leaves messages known by what was submitted, whomever they mentioned in vain", async () => {
    const { test } = await logOf(7);
    const one = item("with mentions", "text", [bob, "user_nobody" as UserId]);
    await test.send(alice, one);
    test.settled = 8;
    for (let seq = 9; seq <= 16; seq++) await test.send(bob);
    test.settled = 16;
    test.clock += 2 * hourMs;
    await test.send(bob);
    test.log.saveSettled();
    test.log.dropOldestEra(16, 0);
    expect(test.log.floorSeq).toBe(8);
    expect(await test.send(alice, one)).toMatchObject([{ ack: { seq: 8 } }]);
    const asStored = item("with mentions", "text", [bob]);
    expect((await test.send(alice, asStored)).map(refusalOf)).toEqual(["DUPLICATE_MESSAGE"]);
  });

  it("[GROUP-41] leaves the time of each of its events known, which ends what somebody did not see", async () => {
    const { test } = await logOf(30);
    const times = Array.from({ length: 30 }, (_, n) => test.log.createdAtOf(n + 1));
    for (const _ of [1, 2]) test.log.dropOldestEra(30, 0);
    expect(test.log.floorSeq).toBe(16);
    expect(Array.from({ length: 30 }, (_, n) => test.log.createdAtOf(n + 1))).toEqual(times);
    expect(new Set(times).size).toBeGreaterThan(20);
  });

  it("[SEND-2] [SEND-3] leaves its messages known by their ids, across restarts", async () => {
    const { test, sent } = await logOf(30);
    test.log.dropOldestEra(30, 0);
    test.log.dropOldestEra(30, 0);
    expect(test.log.floorSeq).toBe(16);
    const check = async (): Promise<void> => {
      for (const { one, seq } of sent) {
        expect(await test.send(senderOf(seq), one), `seq ${seq}`).toMatchObject([{ ack: { seq } }]);
        expect((await test.send(senderOf(seq), item(one.clientMsgId, "other"))).map(refusalOf)).toEqual([
          "DUPLICATE_MESSAGE",
        ]);
      }
    };
    await check();
    test.restart();
    expect(test.log.floorSeq).toBe(16);
    await check();
    expect(test.log.headSeq).toBe(30);
  });

  it("[SEND-2] leaves the last of its messages known, too, by an id without a time", async () => {
    const test = new TestLog({ eraSize });
    const items = Array.from({ length: 20 }, (_, index) => item(`untimed-${index + 1}`));
    await test.send(alice, ...items);
    test.clock += 2 * hourMs;
    await test.send(bob);
    test.settled = 21;
    test.log.saveSettled();
    test.log.dropOldestEra(21, 0);
    expect(test.log.floorSeq).toBe(eraSize);
    expect(await test.send(alice, ...items.slice(6, 10))).toMatchObject([7, 8, 9, 10].map((seq) => ({ ack: { seq } })));
  });

  it("[UNREAD-3] leaves cursors where they are: one moves to what the log holds, and not to its edge", async () => {
    const { test } = await logOf(30);
    test.log.dropOldestEra(30, 0);
    const { cursorSeq } = test.log.readerOf(alice);
    const unread = test.log.unreadOf(alice);
    for (const seq of [7, 8]) expect(await test.log.markRead(alice, seq)).toEqual({ cursorSeq, unread, mentions: 0 });
    expect(await test.log.markRead(alice, 9)).toMatchObject({ cursorSeq: 9 });
  });

  it("[ORDER-4] leaves the rest as it was", async () => {
    const { test } = await logOf(30);
    test.log.dropOldestEra(30, 0);
    expect(test.log.range(0, 30, 100).map(({ seq }) => seq)).toEqual(Array.from({ length: 22 }, (_, i) => 9 + i));
    expect(test.log.range(10, 20, 3).map(({ seq }) => seq)).toEqual([11, 12, 13]);
    await test.send(alice);
    test.restart();
    expect(test.log.headSeq).toBe(31);
  });

  it("[UNREAD-1] [UNREAD-3] counts stay right, and a cursor does not move to what is gone", async () => {
    const { test } = await logOf(30);
    const before = test.log.unreadOf(bob);
    test.log.dropOldestEra(30, 0);
    expect(await test.log.markRead(bob, 5)).toEqual({
      cursorSeq: test.log.readerOf(bob).cursorSeq,
      unread: before,
      mentions: 0,
    });
    expect(await test.log.markRead(bob, 20)).toEqual({ cursorSeq: 20, unread: 5, mentions: 0 });
    expect(await test.log.markRead(alice, 9)).toEqual({ cursorSeq: 9, unread: 10, mentions: 0 });
  });

  it.each<[string, (test: TestLog) => void]>([
    ["is not in history", ({ log }) => log.dropOldestEra(7, 0)],
    ["is not needed", ({ log }) => log.dropOldestEra(30, Number.MAX_SAFE_INTEGER)],
  ])("does nothing when it %s", async (_reason, drop) => {
    const { test } = await logOf(30);
    drop(test);
    expect(test.log.floorSeq).toBe(0);
  });

  it("does nothing to what some subscriber may lack", async () => {
    const test = new TestLog({ eraSize });
    test.settled = 7;
    for (let seq = 1; seq <= 20; seq++) {
      await test.send(alice);
      test.clock += hourMs;
    }
    await test.log.markRead(bob, 1);
    test.log.dropOldestEra(20, 0);
    expect(test.log.floorSeq).toBe(0);
  });

  it("[HIB-3] does nothing to the event that a cold start begins with", async () => {
    const test = new TestLog({ eraSize });
    for (let seq = 1; seq <= 12; seq++) {
      await test.send(alice);
      test.settled = seq;
      test.clock += hourMs;
      if (seq === 8) await test.log.markRead(bob, 1);
    }
    test.log.dropOldestEra(12, 0);
    test.restart();
    expect(test.log.headSeq).toBe(12);
  });

  it("[SEND-2] does nothing to what fresh ids are looked for in, however the clock jumps", async () => {
    const { test, sent } = await logOf(20, 1_000);
    test.clock += 10 * hourMs;
    test.log.dropOldestEra(20, 0);
    test.clock -= 10 * hourMs;
    const results = await Promise.all(sent.map(({ one, seq }) => test.send(senderOf(seq), one)));
    expect(results).toMatchObject(sent.map(({ seq }) => [{ ack: { seq } }]));
    expect(test.log.headSeq).toBe(20);
  });

  it("never drops the newest era", async () => {
    const { test } = await logOf(10);
    for (let i = 0; i < 5; i++) test.log.dropOldestEra(10, 0);
    expect([test.log.floorSeq, test.log.headSeq]).toEqual([8, 10]);
  });
});
