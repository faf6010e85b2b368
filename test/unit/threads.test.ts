// Threads in a log: replies join their root, the root's state counts them, and each user sees those that they may see.
import { expect, it } from "vitest";
import { ChangedMessages } from "../../durable-objects/conversation/states/changed-messages.ts";
import { ViewedLog, type Intervals } from "../../durable-objects/conversation/log/viewed-log.ts";
import { wholeLog } from "../../durable-objects/conversation/log/visibility.ts";
import { packItems, unpackItems } from "../../durable-objects/stream/packed-append.ts";
import { storedHash } from "../../schema/history/body-hash.ts";
import { isTombstone, tombstoneOf } from "../../schema/history/tombstone.ts";
import type { OpId, UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { ThreadState } from "../../schema/protocol/message-state.ts";
import type { ThreadEvents, ThreadQuery } from "../../schema/rpc/message-changes.ts";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import { Random } from "../../lab/kit/random.ts";
import { alice, bob, carol, item, TestLog, uuidV7, type TestLogOptions } from "./../support/test-log.ts";

class Talk extends TestLog {
  async reply(senderId: UserId, threadSeq: number, text = "reply", id = this.freshId()): Promise<number | string> {
    const [result] = await this.send(senderId, { ...item(id, text), threadSeq });
    if (result === undefined) throw new Error("no answer");
    return "refusal" in result ? result.refusal.code : result.ack.seq;
  }

  async does(userId: UserId, op: Parameters<Talk["log"]["changeMessage"]>[1]): Promise<number | string> {
    const answer = await this.log.changeMessage(userId, op);
    return "refusal" in answer ? answer.refusal.code : answer.seq;
  }

  follow(userId: UserId, seq: number, follows = true): Promise<number | string> {
    return this.does(userId, { kind: "follow-thread", seq, follows });
  }

  get #changed(): ChangedMessages {
    return new ChangedMessages(this.log, new ViewedLog(this.conversationId, this.log));
  }

  threadFor(userId: UserId, seq: number, intervals: Intervals = wholeLog): ThreadState | undefined {
    const viewer = { userId, intervals, asOf: this.log.headSeq };
    return this.#changed.statesWithin(viewer, seq - 1, seq)[seq]?.thread;
  }

  page(query: Partial<ThreadQuery>, intervals: Intervals = wholeLog): ThreadEvents | string {
    const viewer = { userId: carol, intervals, asOf: this.log.headSeq };
    const answer = this.#changed.answer(viewer, { kind: "thread", seq: 1, limit: 50, ...query });
    return "refusal" in answer ? answer.refusal.code : answer;
  }

  seqsOf(query: Partial<ThreadQuery>, intervals: Intervals = wholeLog): readonly (number | null)[] | string {
    const page = this.page(query, intervals);
    return typeof page === "string" ? page : [...page.items.slice(1).map(({ seq }) => seq), page.before, page.after];
  }

  frame(seq: number): Record<string, unknown> {
    return JSON.parse(this.log.range(seq - 1, seq, 1)[0]?.frame ?? "") as Record<string, unknown>;
  }
}

async function talk(options: TestLogOptions = {}): Promise<Talk> {
  const one = new Talk(options);
  await one.send(alice, item(one.freshId(), "root"));
  await one.send(bob, item(one.freshId(), "another"));
  return one;
}

it("[THREAD-1] a reply is a message of the conversation that names the first of its thread; one to a reply joins that", async () => {
  const one = await talk();
  expect(await one.reply(bob, 1)).toBe(3);
  expect(await one.reply(alice, 3, "to the reply")).toBe(4);
  one.restart();
  expect(await one.reply(carol, 4, "to its reply")).toBe(5);
  for (const seq of [3, 4, 5]) expect(one.frame(seq)).toMatchObject({ type: "new-message", thread: 1, seq });
  expect(one.frame(1)).not.toHaveProperty("thread");
  expect(one.log.countsOf(alice)).toEqual({ unread: 3, mentions: 0 });
  // What is stored matches its hash, and so does a repeat of what was submitted.
  for (const event of one.log.historyEvents(2, 5)) expect(storedHash(event.bodyHash)).toBe(hashBody(event.body));
});

it("[THREAD-1] all of one flush join each other, and a packed call carries the thread", async () => {
  const one = await talk();
  const items = [3, 3, 1].map((threadSeq, n) => ({ ...item(one.freshId(), `${n}`), threadSeq }));
  expect(unpackItems(packItems(items))).toEqual(items);
  await one.send(alice, { ...item(one.freshId(), "first"), threadSeq: 1 }, ...items);
  expect([3, 4, 5, 6].map((seq) => one.frame(seq)["thread"])).toEqual([1, 1, 1, 1]);
  expect(one.threadFor(bob, 1)).toEqual({ count: 4, lastReplyAt: one.clock });
});

it("[THREAD-1] a repeat is acked as the first was and counts once", async () => {
  const one = await talk();
  const id = one.freshId();
  expect(await one.reply(bob, 1, "once", id)).toBe(3);
  one.restart();
  expect(await one.reply(bob, 1, "once", id)).toBe(3);
  expect(await one.reply(bob, 1, "otherwise", id)).toBe("DUPLICATE_MESSAGE");
  expect(one.threadFor(alice, 1)?.count).toBe(1);
});

it("[THREAD-2] in nothing, a change, a message that is gone or that the sender does not see there is no thread", async () => {
  const one = await talk();
  const pin = { kind: "pin", seq: 2, opId: uuidV7(one.clock, 1) as string as OpId, active: true } as const;
  expect(await one.does(alice, pin)).toBe(3);
  expect(await one.reply(bob, 1, "reply")).toBe(4);
  for (const seq of [3, 5, 99, Number.MAX_SAFE_INTEGER]) expect(await one.reply(bob, seq)).toBe("MESSAGE_NOT_FOUND");
  expect(await one.does(alice, { kind: "recall", seq: 1 })).toBe(5);
  for (const seq of [1, 4]) expect(await one.reply(bob, seq)).toBe("MESSAGE_NOT_FOUND");
  for (const seq of [1, 3, 4, 99]) expect(await one.follow(bob, seq)).toBe("MESSAGE_NOT_FOUND");
  expect(one.log.headSeq).toBe(5);
});

it("[THREAD-3] the state counts replies that are not gone, and has the time of the newest and whether the user follows", async () => {
  const one = await talk();
  expect(one.threadFor(alice, 1)).toBeUndefined();
  await one.reply(bob, 1);
  const first = one.clock;
  one.clock += 1_000;
  await one.reply(carol, 1);
  one.restart();
  expect(one.threadFor(alice, 1)).toEqual({ count: 2, lastReplyAt: first + 1_000, mine: true });
  expect(await one.does(carol, { kind: "recall", seq: 4 })).toBe(5);
  expect(one.frame(5)).toMatchObject({ type: "message-recalled", targetSeq: 4, thread: 1 });
  expect(one.frame(4)).toMatchObject({ content: { type: "gone" }, thread: 1 });
  expect(one.threadFor(bob, 1)).toEqual({ count: 1, lastReplyAt: first + 1_000, mine: true });
  // Recalled once more it counts no less.
  expect(await one.does(carol, { kind: "recall", seq: 4 })).toBe(5);
  expect(one.threadFor(bob, 1)?.count).toBe(1);
});

it("[THREAD-3] a reply that is recalled in the flush in which it came never counts", async () => {
  const one = await talk();
  await Promise.all([one.reply(bob, 1), one.does(bob, { kind: "recall", seq: 3 })]);
  expect(one.frame(3)).toMatchObject({ content: { type: "gone" }, thread: 1 });
  expect(one.threadFor(bob, 1)).toEqual({ count: 0, lastReplyAt: one.clock, mine: true });
  expect(one.seqsOf({})).toEqual([3, null, null]);
});

it("[THREAD-3] a recalled first message keeps its thread", async () => {
  const one = await talk();
  await one.reply(bob, 1);
  await one.does(alice, { kind: "recall", seq: 1 });
  expect(one.threadFor(carol, 1)).toEqual({ count: 1, lastReplyAt: one.clock });
  const page = one.page({});
  expect(page).toMatchObject({ items: [{ seq: 1 }, { seq: 3 }], states: { 1: { recalled: { reason: "sender" } } } });
});

it("[THREAD-4] a thread is read in pages from either end; what came while somebody was out is not there", async () => {
  const one = await talk();
  for (let n = 0; n < 5; n++) await one.reply(n % 2 === 0 ? alice : bob, 1, `${n}`);
  expect(one.seqsOf({})).toEqual([3, 4, 5, 6, 7, null, null]);
  expect(one.seqsOf({ limit: 2 })).toEqual([6, 7, 6, null]);
  expect(one.seqsOf({ limit: 2, before: 6 })).toEqual([4, 5, 4, 5]);
  expect(one.seqsOf({ limit: 2, before: 4 })).toEqual([3, null, 3]);
  expect(one.seqsOf({ limit: 2, after: 0 })).toEqual([3, 4, null, 4]);
  expect(one.seqsOf({ limit: 3, after: 4 })).toEqual([5, 6, 7, 5, null]);
  expect(one.seqsOf({ after: 7 })).toEqual([8, null]);
  const wasOut: Intervals = [
    { fromSeq: 1, toSeq: 3 },
    { fromSeq: 6, toSeq: null },
  ];
  expect(one.seqsOf({}, wasOut)).toEqual([3, 6, 7, null, null]);
  expect(one.seqsOf({ limit: 2 }, wasOut)).toEqual([6, 7, 6, null]);
  expect(one.threadFor(carol, 1, wasOut)).toEqual({ count: 3, lastReplyAt: one.clock });
  const left: Intervals = [{ fromSeq: 1, toSeq: 4 }];
  expect(one.threadFor(carol, 1, left)).toEqual({ count: 2, lastReplyAt: one.clock });
  await one.does(alice, { kind: "recall", seq: 3 });
  expect(one.threadFor(carol, 1, wasOut)?.count).toBe(2);
  expect(one.seqsOf({}, [{ fromSeq: 2, toSeq: null }])).toBe("MESSAGE_NOT_FOUND");
});

it("[THREAD-5] who writes in a thread or under whose message it is follows it, until they say otherwise, and again when they write", async () => {
  const one = await talk();
  expect(await one.follow(carol, 1)).toBe(1);
  expect(one.threadFor(carol, 1)).toEqual({ count: 0, mine: true });
  await one.reply(bob, 1);
  for (const userId of [alice, bob, carol]) expect(one.threadFor(userId, 1)?.mine).toBe(true);
  // By a reply it is the thread that is meant.
  expect(await one.follow(bob, 3, false)).toBe(1);
  expect(await one.follow(alice, 1, false)).toBe(1);
  one.restart();
  expect(one.threadFor(bob, 1)).toEqual({ count: 1, lastReplyAt: one.clock });
  await one.reply(bob, 1);
  expect(one.threadFor(bob, 1)?.mine).toBe(true);
  expect(one.threadFor(alice, 1)?.mine).toBeUndefined();
  expect(one.log.headSeq).toBe(4);
});

it("[THREAD-5] a thread has at most a hundred followers", async () => {
  const one = await talk();
  const many = Array.from({ length: wireLimits.maxThreadFollowers }, (_, n) => `user_${n}` as UserId);
  Object.assign(one, { members: new Set([alice, bob, carol, ...many]) });
  for (const userId of many) await one.follow(userId, 1);
  expect(await one.follow(carol, 1)).toBe("TOO_MANY");
  expect(await one.reply(bob, 1)).toBe(3);
  expect(one.threadFor(bob, 1)).toEqual({ count: 1, lastReplyAt: one.clock });
  expect(await one.follow("user_7" as UserId, 1, false)).toBe(1);
  expect(await one.follow(carol, 1)).toBe(1);
});

it("[THREAD-6] a reply is at most three rows; a message without a thread costs what it did, and its bytes are the same", async () => {
  const one = await talk();
  await one.reply(bob, 1);
  const costs: number[] = [];
  for (let n = 0; n < 20; n++) {
    one.rows.written = 0;
    await one.reply(n % 2 === 0 ? alice : bob, 1, `${n}`);
    costs.push(one.rows.written);
  }
  expect(costs.toSorted((a, b) => a - b)[15]).toBe(3);
  one.rows.written = 0;
  await one.send(alice, item(one.freshId(), "alone"));
  expect(one.rows.written).toBe(1);
  const [row] = one.sqlite.sql.exec<{ own: string }>("SELECT own FROM log_0 ORDER BY seq DESC LIMIT 1").toArray();
  expect(row?.own).not.toContain("threads");
});

it("[THREAD-3] a tombstone stays in its thread and keeps its length", () => {
  const event = { seq: 3, createdAt: 1, senderId: bob, clientMsgId: uuidV7(1, 1), bodyHash: "abc" };
  for (const text of ["", "a", "a longer text than a tombstone has, so that there is room for all of its words"]) {
    const body = `{"thread":1,"content":{"type":"text","text":"${text}"}}`;
    const gone = tombstoneOf({ ...event, body });
    expect(JSON.parse(gone.body)).toMatchObject({ thread: 1, content: { type: "gone" } });
    // As any tombstone: only a text of less than three bytes lets it grow.
    expect(gone.body).toHaveLength(
      Math.max(body.length, '{"thread":1,"content":{"type":"gone","fallback":""}}'.length),
    );
    expect(tombstoneOf(gone)).toEqual(gone);
    expect(isTombstone(gone)).toBe(true);
  }
});

it("[THREAD-7] a client that counts by the events has what the state says, at every moment", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = new Random(seed);
    const one = await talk();
    const counts = new Map<number, { count: number; lastReplyAt: number }>();
    let folded = 0;
    for (let step = 0; step < 25; step++) {
      const at = 1 + random.below(one.log.headSeq);
      const who = [alice, bob, carol][random.below(3)] as UserId;
      one.clock += 1 + random.below(5_000);
      const act = random.weighted({ reply: 6, recall: 3, restart: 1 });
      if (act === "reply") await one.reply(who, at, `${step}`);
      else if (act === "recall") await one.does(who, { kind: "recall", seq: at });
      else one.restart();
      for (const { seq } of one.log.range(folded, one.log.headSeq, 100)) {
        const { type, thread, createdAt } = one.frame(seq) as { type: string; thread?: number; createdAt: number };
        folded = seq;
        if (thread === undefined) continue;
        const known = counts.get(thread) ?? { count: 0, lastReplyAt: 0 };
        const next = { count: known.count + 1, lastReplyAt: createdAt };
        counts.set(thread, type === "new-message" ? next : { ...known, count: known.count - 1 });
      }
      for (const [root, thread] of counts)
        expect(one.threadFor("user_else" as UserId, root), `seed ${seed}, step ${step}`).toEqual(thread);
    }
  }
});
