// What the log costs in rows: prices count them, and so does a conversation that wakes up.
import { describe, expect, it } from "vitest";
import { checkpointEveryRows } from "../../durable-objects/conversation/readers/readers.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { alice, bob, item, TestLog } from "../support/test-log.ts";

useQuickTurns();

/** A log of `count` messages by two users, in batches, over some hours. */
async function logOf(count: number, batch = 50): Promise<TestLog> {
  const test = new TestLog();
  for (let sent = 0; sent < count; sent += batch) {
    const items = Array.from({ length: Math.min(batch, count - sent) }, () => item(test.freshId()));
    await test.send((sent / batch) % 2 === 0 ? alice : bob, ...items);
    test.clock += 60_000;
  }
  return test;
}

const costOf = async (test: TestLog, act: () => Promise<unknown>): Promise<{ read: number; written: number }> => {
  test.rows = { read: 0, written: 0 };
  await act();
  return test.rows;
};

describe("costs", () => {
  it("[SEND-4] a fresh send writes one row and reads next to nothing; an untimed or late one writes one row more", async () => {
    const test = await logOf(300);
    await test.send(alice);
    expect(await costOf(test, () => test.send(alice))).toEqual({ read: 1, written: 1 });
    expect(await costOf(test, () => test.send(alice, item("untimed")))).toMatchObject({ written: 2 });
    expect(await costOf(test, () => test.send(alice, item(test.freshId(86_400_000))))).toMatchObject({ written: 2 });
  });

  it("[COST-7] a batch writes one row and reads no more than one message alone", async () => {
    const test = await logOf(20);
    await test.send(alice);
    const batch = Array.from({ length: 20 }, () => item(test.freshId()));
    expect(await costOf(test, () => test.send(alice, ...batch))).toEqual({ read: 1, written: 1 });
  });

  it("[SEND-4] a late repeat searches few rows however long the log is", async () => {
    const test = new TestLog();
    const first = item(test.freshId());
    await test.send(alice, first);
    for (let i = 0; i < 40; i++) {
      test.clock += 3_600_000;
      await test.send(alice, ...Array.from({ length: 50 }, () => item(test.freshId())));
    }
    const { read } = await costOf(test, async () => {
      expect(await test.send(alice, first)).toMatchObject([{ ack: { seq: 1 } }]);
    });
    expect(read).toBeLessThan(100);
  });

  it("[SEND-4] a late id that is new is looked for in its window alone, however long the log is", async () => {
    const test = new TestLog();
    for (let i = 0; i < 40; i++) {
      test.clock += 3_600_000;
      await test.send(alice, ...Array.from({ length: 50 }, () => item(test.freshId())));
    }
    const { read } = await costOf(test, () => test.send(alice, item(test.freshId(5 * 3_600_000))));
    expect(read).toBeLessThan(200);
  });

  it("[SEND-4] the first send after a restart reads the sender's recent messages and none before", async () => {
    const test = await logOf(1_000);
    test.clock += 3_600_000;
    await test.send(alice);
    test.restart();
    expect((await costOf(test, () => test.send(alice))).read).toBeLessThan(5);
  });

  it("a read mark writes one row, one that moves nothing none", async () => {
    const test = await logOf(300);
    expect(await costOf(test, () => test.log.markRead(alice, 290))).toMatchObject({ written: 1 });
    expect(await costOf(test, () => test.log.markRead(alice, 280))).toMatchObject({ written: 0 });
    const { read } = await costOf(test, () => test.log.markRead(bob, 123));
    expect(read).toBeLessThan(30);
  });

  it.each([1, 63, 64, 65, 1_000, 1_300])(
    "[HIB-2] a cold start of %i events replays at most 64 rows",
    async (events) => {
      const test = await logOf(events);
      const before = [alice, bob].map((userId) => [test.log.readerOf(userId), test.log.unreadOf(userId)]);
      test.rows = { read: 0, written: 0 };
      test.restart();
      const bookkeeping = 3; // the tables there are, the checkpoint, and its place in the log
      expect(test.rows.read).toBeLessThanOrEqual(checkpointEveryRows + bookkeeping);
      expect(test.rows.written).toBe(0);
      expect([alice, bob].map((userId) => [test.log.readerOf(userId), test.log.unreadOf(userId)])).toEqual(before);
    },
  );

  it("[HIB-3] what all subscribers have is stored with the next event, or by itself when nothing follows", async () => {
    const test = await logOf(10);
    test.settled = 10;
    await test.send(alice);
    test.restart();
    expect(test.log.durableSettledSeq).toBe(10);
    test.settled = 11;
    expect(await costOf(test, async () => test.log.saveSettled())).toMatchObject({ written: 1 });
    expect(await costOf(test, async () => test.log.saveSettled())).toMatchObject({ written: 0 });
    test.restart();
    expect(test.log.durableSettledSeq).toBe(11);
  });
});

describe("a fast sender", () => {
  it("[SEND-2] repeats are found beyond what memory keeps", async () => {
    const test = new TestLog();
    const sent: { readonly one: ReturnType<typeof item>; readonly seq: number }[] = [];
    for (let i = 0; i < 45; i++) {
      test.clock += 30_000;
      const batch = Array.from({ length: 30 }, () => item(test.freshId()));
      await test.send(alice, ...batch);
      for (const one of batch) sent.push({ one, seq: sent.length + 1 });
    }
    const picked = sent.filter((_, i) => i % 37 === 0);
    const results = await test.send(alice, ...picked.map(({ one }) => one));
    expect(results).toMatchObject(picked.map(({ seq }) => ({ ack: { seq } })));
    expect(test.log.headSeq).toBe(sent.length);
  });
});
