// What the log does when something in a batch, or the storage beneath it, is broken.
import { describe, expect, it } from "vitest";
import type { NewEvent } from "../../durable-objects/conversation/log/log-row.ts";
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import type { AppendResult } from "../../schema/rpc/append.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { runIn, tamperWith } from "../support/log-rows.ts";
import { alice, bob, item, refusalOf, TestLog } from "../support/test-log.ts";

useQuickTurns();

const seqOf = (result: AppendResult | undefined): number | string =>
  result === undefined ? "missing" : "ack" in result ? result.ack.seq : result.refusal.code;

const seqsIn = ({ log }: TestLog): number[] => log.range(0, log.headSeq, 1_000).map(({ seq }) => seq);

describe("a poisonous item", () => {
  it("[SEND-7] fails alone: it answers, delays and numbers no other item of its batch", async () => {
    const test = new TestLog();
    test.poisonous.add("bad");
    const ids = ["first", "bad", "second", "third"];
    const results = await test.send(alice, ...ids.map((id) => item(id)));
    expect(results.map(seqOf)).toEqual([1, "INTERNAL", 2, 3]);
    expect(seqsIn(test)).toEqual([1, 2, 3]);
    expect(test.commits.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([1, 2, 3]);
    expect(test.aborts).toEqual([]);
  });

  it("[SEND-7] fails alone among several, and among those of others and their reads", async () => {
    const test = new TestLog();
    await test.send(bob, item("earlier"));
    for (const id of ["bad", "worse"]) test.poisonous.add(id);
    const [sent, read, alsoSent] = await Promise.all([
      test.send(alice, item("bad"), item("good"), item("worse")),
      test.log.markRead(alice, 1),
      test.send(bob, item("worse"), item("fine")),
    ]);
    expect([sent.map(seqOf), alsoSent.map(seqOf)]).toEqual([
      ["INTERNAL", 2, "INTERNAL"],
      ["INTERNAL", 3],
    ]);
    expect(read).toEqual({ cursorSeq: 1, unread: 0, mentions: 0 });
    test.restart();
    expect([test.log.headSeq, test.log.unreadOf(alice)]).toEqual([3, 1]);
  });

  it("[SEND-7] can be sent again once the cause is gone", async () => {
    const test = new TestLog();
    test.poisonous.add("bad");
    expect((await test.send(alice, item("bad"))).map(seqOf)).toEqual(["INTERNAL"]);
    test.poisonous.clear();
    expect((await test.send(alice, item("bad"), item("next"))).map(seqOf)).toEqual([1, 2]);
  });
});

describe("memory and storage that disagree", () => {
  it.each([
    ["storage lost an event", (events: readonly NewEvent[]) => events.slice(0, 1)],
    [
      "storage has one more",
      (events: readonly NewEvent[]) => [
        ...events,
        ...events.slice(1).map((two) => ({ ...two, seq: 3, clientMsgId: "other" as ClientMsgId, ordinal: 3, prev: 2 })),
      ],
    ],
  ])("[SEND-12] %s: nothing is answered, the object starts anew", async (_name, change) => {
    const test = new TestLog();
    await test.send(alice, item("one"), item("two"));
    tamperWith(runIn(test.sqlite.sql), change);
    const [sent, repeated, read] = await Promise.allSettled([
      test.send(alice, item("three")),
      test.send(alice, item("one")),
      test.log.markRead(bob, 1),
    ]);
    expect([sent.status, repeated.status, read.status]).toEqual(["rejected", "rejected", "rejected"]);
    expect(test.aborts).toHaveLength(1);
    test.restart();
    expect((await test.send(alice, item("one"))).map(seqOf)).toEqual([1]);
    expect(test.log.headSeq).toBe(Number(test.sqlite.sql.exec("SELECT max(last_seq) AS seq FROM log_0").one()["seq"]));
  });
});

describe("a judge", () => {
  const muted = { code: "FORBIDDEN" } as const;

  it("[SEND-8] is asked after duplicates: a resend of a committed message is acked, whatever changed since", async () => {
    const test = new TestLog();
    const fresh = item(test.freshId());
    const first = await test.send(alice, fresh, item("untimed"));
    test.refusal = muted;
    expect(await test.send(alice, fresh, item("untimed"))).toEqual(first);
    expect((await test.send(alice, item("new"), item("untimed", "other"))).map(refusalOf)).toEqual([
      "FORBIDDEN",
      "DUPLICATE_MESSAGE",
    ]);
    test.clock += 86_400_000;
    test.restart();
    expect(await test.send(alice, fresh, item("untimed"))).toEqual(first);
    expect(test.log.headSeq).toBe(2);
  });

  it("[ERR-8] what it refuses takes no seq, and can be sent when it allows it", async () => {
    const test = new TestLog();
    test.refusal = muted;
    expect((await test.send(alice, item("one"))).map(refusalOf)).toEqual(["FORBIDDEN"]);
    expect(await test.log.markRead(alice, 0)).toEqual({ refusal: muted });
    expect(test.commits).toEqual([]);
    test.refusal = null;
    expect((await test.send(alice, item("one"))).map(seqOf)).toEqual([1]);
  });
});

describe("late ids", () => {
  it("[SEND-6] beyond a user's budget are refused until it fills again; nobody else is held up", async () => {
    const test = new TestLog({ limits: { LIMIT_LATE_LOOKUPS_PER_MINUTE: 3 } });
    const late = Array.from({ length: 4 }, () => item(test.freshId(3_600_000)));
    const results = await test.send(alice, ...late, item(test.freshId()), item("untimed"));
    expect(results.map(refusalOf)).toEqual(["acked", "acked", "acked", "RATE_LIMITED", "acked", "acked"]);
    expect(results[3]).toMatchObject({ refusal: { retryAfterMs: 20_000 } });
    expect((await test.send(bob, item(test.freshId(3_600_000)))).map(refusalOf)).toEqual(["acked"]);
    test.clock += 20_000;
    expect((await test.send(alice, late[3] ?? item("lost"))).map(seqOf)).toEqual([7]);
  });
});

describe("a reply", () => {
  it("[SEND-11] names an event that exists, if only since the same batch", async () => {
    const test = new TestLog();
    const reply = (id: string, replyToSeq: number) => ({ ...item(id), replyToSeq });
    const results = await test.send(alice, reply("a", 1), item("b"), reply("c", 1), reply("d", 3), reply("e", 2));
    expect(results.map(seqOf)).toEqual(["SEQ_OUT_OF_RANGE", 1, 2, "SEQ_OUT_OF_RANGE", 3]);
  });
});
