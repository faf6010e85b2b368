// A batch that fails in the middle of its transaction: nothing stays of what failed, nothing is missing of the rest.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AppendItem, AppendResult } from "../../schema/rpc/append.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { alice, bob, item, TestLog } from "../support/test-log.ts";

useQuickTurns();

const seqOf = (result: AppendResult): number | string => ("ack" in result ? result.ack.seq : result.refusal.code);

/** Rows of this table that fit `when` cannot be stored until the function that is given back is called. */
function plant({ sqlite }: TestLog, table: string, when = "TRUE"): () => void {
  const trigger = `planted_in_${table}`;
  sqlite.sql.exec(
    `CREATE TRIGGER ${trigger} BEFORE INSERT ON ${table} WHEN ${when} BEGIN SELECT RAISE(ABORT, 'planted'); END;`,
  );
  return () => void sqlite.sql.exec(`DROP TRIGGER ${trigger}`);
}

describe("a transaction that fails", () => {
  it("[SEND-7] leaves nothing of an item whose second row cannot be stored", async () => {
    const test = new TestLog();
    const restore = plant(test, "submitted", "NEW.client_msg_id = 'bad'");
    expect((await test.send(alice, item("one"), item("bad"), item("two"))).map(seqOf)).toEqual([1, "INTERNAL", 2]);
    restore();
    test.restart();
    expect(test.log.headSeq).toBe(2);
    expect((await test.send(alice, item("bad"), item("two"))).map(seqOf)).toEqual([3, 2]);
  });

  it("[SEND-7] [UNREAD-3] leaves a cursor that cannot be stored where it was, and what came with it goes on", async () => {
    const test = new TestLog();
    await test.send(alice, item("one"), item("two"));
    const restores = [plant(test, "log_0", `NEW.own LIKE '%"cursors"%'`), plant(test, "checkpoint")];
    const [sent, read, alsoSent] = await Promise.all([
      test.send(alice, item("three")),
      test.log.markRead(bob, 2),
      test.send(alice, item("four")),
    ]);
    expect([...sent, ...alsoSent].map(seqOf)).toEqual([3, 4]);
    expect(read).toEqual({ refusal: { code: "INTERNAL" } });
    expect([test.log.readerOf(bob).cursorSeq, test.log.unreadOf(bob)]).toEqual([0, 4]);
    expect(test.commits.flatMap(({ cursors }) => cursors)).toEqual([]);
    for (const restore of restores) restore();
    expect(await test.log.markRead(bob, 2)).toEqual({ cursorSeq: 2, unread: 2, mentions: 0 });
    test.restart();
    expect(test.log.readerOf(bob).cursorSeq).toBe(2);
  });

  it("[SEND-6] [SEND-7] takes nothing from a sender's budget of late ids", async () => {
    const test = new TestLog({ limits: { LIMIT_LATE_LOOKUPS_PER_MINUTE: 2 } });
    test.poisonous.add("bad");
    const [one, two, three] = [1, 2, 3].map(() => item(test.freshId(86_400_000))) as [
      AppendItem,
      AppendItem,
      AppendItem,
    ];
    expect((await test.send(alice, one, item("bad"), two, three)).map(seqOf)).toEqual([
      1,
      "INTERNAL",
      2,
      "RATE_LIMITED",
    ]);
  });

  it("[SEND-7] that would have opened the table of the next era does not disturb the one that opens it", async () => {
    const test = new TestLog({ eraSize: 4 });
    test.poisonous.add("bad");
    const ids = ["1", "2", "3", "4", "bad", "5", "6"];
    expect((await test.send(alice, ...ids.map((id) => item(id)))).map(seqOf)).toEqual([1, 2, 3, 4, "INTERNAL", 5, 6]);
    test.restart();
    expect(test.log.range(0, 9, 9).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

/** What is sent or, with a `readSeq`, read; ids that begin with `bad` cannot be stored. */
const operation = fc.record({
  user: fc.constantFrom(alice, bob),
  id: fc.constantFrom("a", "b", "c", "d", "e", "bad1", "bad2", "fresh", "fresh", "bad fresh"),
  readSeq: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 4 }),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** The same operations on two logs: one meets the poison, the other never hears of it. */
class TwoLogs {
  readonly poisoned = new TestLog({ eraSize: 5 });
  readonly clean = new TestLog({ eraSize: 5 });

  async answers(batch: readonly Operation[]): Promise<{ poisoned: unknown[]; clean: unknown[] }> {
    const items = batch.map(({ id }) => this.#itemOf(id));
    const answersOf = (test: TestLog): Promise<unknown[]> =>
      Promise.all(
        batch.map(async ({ user, readSeq }, i) => {
          const one = items[i] as AppendItem;
          if (readSeq !== null) return test.log.markRead(user, readSeq);
          return test === this.clean && this.#isBad(one) ? [refused("INTERNAL")] : test.send(user, one);
        }),
      );
    const [poisoned, clean] = await Promise.all([answersOf(this.poisoned), answersOf(this.clean)]);
    return { poisoned, clean };
  }

  #itemOf(id: string): AppendItem {
    const one = item(id.endsWith("fresh") ? this.poisoned.freshId() : id);
    if (id.startsWith("bad")) this.poisoned.poisonous.add(one.clientMsgId);
    return one;
  }

  #isBad({ clientMsgId }: AppendItem): boolean {
    return this.poisoned.poisonous.has(clientMsgId);
  }
}

const contents = ({ sqlite, log }: TestLog): unknown => [
  log.range(0, log.headSeq, 1_000),
  sqlite.sql.exec("SELECT * FROM submitted").toArray(),
  [alice, bob].map((user) => [log.readerOf(user), log.unreadOf(user)]),
];

describe("poison anywhere", () => {
  it("[SEND-7] changes nothing for anything else, in answers, in memory, in storage", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(operation, { maxLength: 8 }), { maxLength: 10 }), async (batches) => {
        const logs = new TwoLogs();
        for (const batch of batches) {
          const { poisoned, clean } = await logs.answers(batch);
          expect(poisoned).toEqual(clean);
          expect(contents(logs.poisoned)).toEqual(contents(logs.clean));
        }
        for (const test of [logs.poisoned, logs.clean]) test.restart();
        expect(contents(logs.poisoned)).toEqual(contents(logs.clean));
        expect(logs.poisoned.aborts).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
