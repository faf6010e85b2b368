// Quiet events (reactions, edits, pins, recalls) leave a conversation where it is in a list, however many they are.
import { describe, expect, it } from "vitest";
import { EventLog } from "../../durable-objects/conversation/log/event-log.ts";
import type { EventBody, FlushRules } from "../../durable-objects/conversation/ops/operation.ts";
import type { OpId } from "../../schema/protocol/ids.ts";
import { standInFor } from "../support/stand-in-for.ts";
import { alice, bob, item, startOfTime, TestLog } from "../support/test-log.ts";
import { useQuickTurns } from "../support/quick-turns.ts";

useQuickTurns();

interface Done {
  readonly done: true;
}

const reaction = (targetSeq: number): EventBody => {
  const body = { type: "reaction-changed", actorId: bob, targetSeq, emoji: "👍", active: true };
  return body;
};
const joined = {
  type: "member-changed",
  actorId: bob,
  userIds: [bob],
  change: { kind: "joined", how: "free", role: "member" },
};

/** A log in which anything may happen, which counts the rows that it reads. */
class QuietLog {
  readonly test = new TestLog();
  reads = 0;
  log: EventLog<EventBody, Done>;

  constructor() {
    this.log = this.#open();
  }

  restart(): void {
    this.log = this.#open();
  }

  /** One flush a minute. */
  async happens(...bodies: EventBody[]): Promise<void> {
    this.test.clock += 60_000;
    await Promise.all(bodies.map((body) => this.log.change(bob, body)));
  }

  async says(text: string): Promise<void> {
    this.test.clock += 60_000;
    await this.log.append(alice, [item(this.test.freshId(), text)]);
  }

  /** What a list shows, and how many rows that read. */
  shown(afterSeq = 0): { text: string | undefined; joinedSeq: number | undefined; reads: number } {
    this.reads = 0;
    const { preview, joined: how } = this.log.shownLast(afterSeq, this.log.headSeq, bob);
    return { text: preview?.text, joinedSeq: how?.seq, reads: this.reads };
  }

  get loudMinute(): number {
    return (this.log.loud.createdAt - startOfTime) / 60_000;
  }

  #open(): EventLog<EventBody, Done> {
    const { test } = this;
    const { sql, transactionSync } = test.sqlite;
    const exec = (query: string, ...bindings: unknown[]): unknown => {
      const cursor = sql.exec(query, ...bindings);
      this.reads += cursor.rowsRead;
      return cursor;
    };
    const counting = { databaseSize: 0, exec };
    const beginFlush = (): FlushRules<EventBody, Done> => ({
      ...test.beginFlush(),
      reach: () => 2,
      change: (_, body) => ({ done: { done: true }, events: [body] }),
    });
    return new EventLog<EventBody, Done>(standInFor<DurableObjectStorage>({ sql: counting, transactionSync }), {
      conversationId: test.conversationId,
      limits: test.limits,
      maxBytes: test.maxBytes,
      now: () => test.clock,
      settledSeq: () => 0,
      committed: () => {},
      report: (cause) => test.report(cause),
      abort: (cause) => test.abort(cause),
      beginFlush,
      erased: () => {},
    });
  }
}

describe("[COUNT-8] quiet events", () => {
  it("are stepped over in as few reads, whether they are two or hundreds, after a restart too", async () => {
    const quiet = new QuietLog();
    await quiet.says("first");
    await quiet.says("hello");
    const { reads } = quiet.shown();
    for (let n = 0; n < 2; n++) await quiet.happens(reaction(1));
    const behindTwo = quiet.shown();
    for (let n = 0; n < 300; n++) await quiet.happens(reaction(1), reaction(2));
    expect([quiet.log.headSeq, quiet.loudMinute]).toEqual([604, 2]);
    expect(quiet.shown()).toEqual(behindTwo);
    expect(behindTwo).toMatchObject({ text: "hello", reads: reads + 2 });
    quiet.reads = 0;
    quiet.restart();
    // The rows since the checkpoint, and what it always reads.
    expect([quiet.loudMinute, quiet.reads <= 64 + 3]).toEqual([2, true]);
    expect(quiet.shown()).toEqual(behindTwo);
    await quiet.happens(joined);
    expect([quiet.loudMinute, quiet.shown().joinedSeq]).toEqual([305, 605]);
    quiet.restart();
    expect(quiet.loudMinute).toBe(305);
  });

  it("of one flush with others hide nothing of these", async () => {
    const quiet = new QuietLog();
    await quiet.says("hello");
    await quiet.happens(reaction(1), joined, reaction(1), reaction(1));
    expect([quiet.loudMinute, quiet.shown()]).toMatchObject([2, { text: "hello", joinedSeq: 3 }]);
    await quiet.happens(reaction(1));
    quiet.restart();
    expect([quiet.loudMinute, quiet.shown()]).toMatchObject([2, { text: "hello", joinedSeq: 3 }]);
    // What is before the user's interval is not looked at.
    expect(quiet.shown(1)).toMatchObject({ text: undefined, joinedSeq: 3 });
    expect(quiet.shown(3)).toMatchObject({ text: undefined, joinedSeq: undefined });
  });

  it("take no place among the events in which a preview is looked for", async () => {
    const quiet = new QuietLog();
    await quiet.says("hello");
    for (let n = 0; n < 63; n++) await quiet.happens(joined, reaction(1), reaction(1));
    expect(quiet.shown().text).toBe("hello");
    await quiet.happens(joined);
    expect(quiet.shown().text).toBeUndefined();
  });

  it("that are all there is have no time of their own", async () => {
    const quiet = new QuietLog();
    await quiet.happens(reaction(1));
    expect([quiet.log.loud, quiet.shown().text]).toEqual([{ seq: 0, createdAt: 0 }, undefined]);
    quiet.restart();
    expect(quiet.log.loud.seq).toBe(0);
  });
});

it("[COUNT-9] a preview shows what the message says now", async () => {
  const quiet = new QuietLog();
  await quiet.says("hello, this is longer than what is left of it");
  const body = JSON.stringify({ content: { type: "text", text: "good bye" } });
  await quiet.log.changeMessage(alice, { kind: "edit", opId: "op" as OpId, seq: 1, body, contentType: "text" });
  expect(quiet.shown().text).toBe("good bye");
  // Who left before the edit sees what they saw.
  expect(quiet.log.shownLast(0, 1, bob).preview?.text).toBe("hello, this is longer than what is left of it");
  await quiet.log.changeMessage(alice, { kind: "recall", seq: 1 });
  expect(quiet.shown().text).toBe("This message was removed.");
});
