// Changes of messages that the log has dropped: their caller brings them along from history.
import { expect, it } from "vitest";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import type { HistoryEvent } from "../../schema/history/packed-events.ts";
import type { OpId, UserId } from "../../schema/protocol/ids.ts";
import type { MessageOp } from "../../schema/rpc/message-changes.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";
import { alice, bob, carol, item, TestLog, uuidV7 } from "../support/test-log.ts";

const eraSize = 8;
const hourMs = 3_600_000;

let ops = 0;
const newOp = (): OpId => uuidV7(1_800_000_000_000, ++ops) as string as OpId;
const react = (seq: number, opId = newOp()): MessageOp => ({ kind: "react", opId, seq, emoji: "👍", active: true });
const pin = (seq: number): MessageOp => ({ kind: "pin", opId: newOp(), seq, active: true });
const recall = (seq: number): MessageOp => ({ kind: "recall", seq });
const notFound = { refusal: { code: "MESSAGE_NOT_FOUND" } };

/** Stored as it was submitted, with its hash. */
function said(id: string, text: string, mentions: readonly UserId[] = []): AppendItem {
  const one = item(id, text, mentions);
  return { ...one, bodyHash: hashBody(one.body) };
}

interface Dropped {
  readonly test: TestLog;
  /** Of the era that the log has dropped. */
  readonly events: readonly HistoryEvent[];
  readonly first: AppendItem;
}

/** Messages of Alice in two eras. The third mentions Carol and, since an edit, Bob; the fifth is a reply in its thread. */
async function dropped(): Promise<Dropped> {
  const test = new TestLog({ eraSize });
  const first = said(test.freshId(), "first");
  await test.send(alice, first, said(test.freshId(), "second"), said(test.freshId(), "third", [carol]));
  const mentions = [bob];
  const body = JSON.stringify({ content: { type: "text", text: "third, edited" }, mentions });
  const edit = { kind: "edit", opId: newOp(), seq: 3, contentType: "text", body, mentions } as const;
  expect(await test.log.changeMessage(alice, edit)).toEqual({ seq: 4 });
  await test.send(alice, { ...said(test.freshId(), "a reply"), threadSeq: 3 });
  while (test.log.headSeq < 3 * eraSize) {
    test.clock += hourMs;
    await test.send(alice, said(test.freshId(), "later"));
  }
  const events = test.log.historyEvents(0, eraSize);
  test.settled = test.log.headSeq;
  test.log.saveSettled();
  test.log.dropOldestEra(test.log.headSeq, 0);
  expect(test.log.floorSeq).toBe(eraSize);
  return { test, events, first };
}

it("[CHANGE-24] a message that the log has dropped takes reactions, pins and a recall, if history is brought along", async () => {
  const { test, events, first } = await dropped();
  const { log } = test;
  for (const op of [react(1), pin(1), recall(1)]) expect(await log.changeMessage(bob, op)).toEqual(notFound);
  expect([log.lackingOf(react(3), []), log.lackingOf(recall(3), [])]).toEqual([[3], [3, 4]]);
  expect(log.lackingOf(recall(3), events)).toEqual([]);
  expect(log.lackingOf(recall(eraSize + 1), [])).toEqual([]);

  const unread = log.countsOf(bob);
  const liked = react(1);
  const at = log.headSeq;
  expect(await log.changeMessage(bob, liked, undefined, events)).toEqual({ seq: at + 1 });
  expect(await log.changeMessage(bob, liked, undefined, events)).toEqual({ seq: at + 1 });
  expect(await log.changeMessage(bob, pin(1), undefined, events)).toEqual({ seq: at + 2 });
  expect(log.states.pins()).toEqual([1]);
  expect(log.countsOf(bob)).toEqual(unread);

  expect(await log.changeMessage(alice, recall(1), undefined, events)).toEqual({ seq: at + 3 });
  expect(await log.changeMessage(alice, recall(1), undefined, events)).toEqual({ seq: at + 3 });
  expect([log.states.pins(), test.erasures]).toEqual([[], [1]]);
  expect(log.countsOf(bob)).toEqual({ ...unread, unread: unread.unread - 1 });
  // What was read in history before that is no message any more.
  expect(await log.changeMessage(bob, react(1), undefined, events)).toEqual(notFound);
  // Its repeat is known, whatever it says.
  expect(await test.send(alice, { ...first, bodyHash: "of another" })).toMatchObject([{ ack: { seq: 1 } }]);
});

it("[CHANGE-24] what it said last, and whom that mentioned, goes with it, in the same counts after a restart", async () => {
  const { test, events } = await dropped();
  expect([test.log.countsOf(bob).mentions, test.log.countsOf(carol).mentions]).toEqual([1, 0]);
  const before = test.log.countsOf(bob).unread;
  const { seq } = (await test.log.changeMessage(alice, recall(3), undefined, events)) as { seq: number };
  expect(test.erasures).toEqual([3, 4]);
  const counts = [bob, carol].map((userId) => test.log.countsOf(userId));
  expect(counts).toMatchObject([
    { unread: before - 1, mentions: 0 },
    { unread: before - 1, mentions: 0 },
  ]);
  test.restart();
  expect([bob, carol].map((userId) => test.log.countsOf(userId))).toEqual(counts);
  expect(test.log.states.within(3, 3).get(3)?.gone).toEqual([seq, "sender", alice]);
});

it("[CHANGE-24] a reply that is recalled counts no more in its thread, and is hidden by who asks for it", async () => {
  const { test, events } = await dropped();
  await test.log.changeMessage(alice, recall(5), undefined, events);
  expect(test.log.states.within(3, 3).get(3)?.thread?.[0]).toBe(0);
  const unread = test.log.countsOf(carol).unread;
  const hide = { kind: "hide", seqs: [2, 3] } as const;
  expect(test.log.lackingOf(hide, [])).toEqual([2, 3, 4]);
  expect(await test.log.changeMessage(carol, hide, undefined, events)).toEqual({ seq: 2, hides: 2 });
  expect(test.log.countsOf(carol).unread).toBe(unread - 2);
  const follow = { kind: "follow-thread", seq: 5, follows: true } as const;
  expect([test.log.lackingOf(follow, []), test.log.lackingOf(follow, events.slice(4, 5))]).toEqual([[5], [3]]);
});

it.each<[what: string, change: (event: HistoryEvent) => Partial<HistoryEvent>]>([
  ["says something else", ({ body }) => ({ body: body.replace("first", "worst") })],
  ["has the hash of something else", () => ({ body: `{"content":{}}`, bodyHash: hashBody(`{"content":{}}`) })],
  ["is of somebody else", () => ({ senderId: bob })],
  ["is of another time", ({ createdAt }) => ({ createdAt: createdAt + 1 })],
  ["is at another place", () => ({ seq: 2 })],
])("[CHANGE-24] what is brought along and %s is not taken", async (_what, change) => {
  const { test, events } = await dropped();
  const [first] = events as [HistoryEvent];
  const forged = { ...first, ...change(first) };
  expect(await test.log.changeMessage(bob, react(forged.seq), undefined, [forged])).toEqual(notFound);
  expect(await test.log.changeMessage(bob, react(1), undefined, [first])).toHaveProperty("seq");
});
