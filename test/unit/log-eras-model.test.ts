// A log of small eras, some dropped, against a list of all that was ever sent: at the edges of every window.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { AppendItem, AppendResult } from "../../schema/rpc/append.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { alice, bob, item, refusalOf, TestLog } from "../support/test-log.ts";

useQuickTurns();

const { clientClockLeewayMs, lateAfterMs } = wireLimits;
const hourMs = 3_600_000;

/** How long before its commit a message was submitted: the edges of what is ahead, fresh and late; null: nobody knows. */
const submittedAgoMs = [0, -clientClockLeewayMs, lateAfterMs, lateAfterMs + 1, 3 * hourMs, null];

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant("send" as const),
      user: fc.constantFrom(alice, bob),
      agoMs: fc.constantFrom(...submittedAgoMs),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant("wait" as const), ms: fc.constantFrom(1, 60_000, 2 * hourMs) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("drop" as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("restart" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Run {
  readonly test: TestLog;
  readonly sent: { readonly user: UserId; readonly one: AppendItem }[] = [];
  /** Of each message, in the order in which they were sent. */
  readonly acks: AppendResult[] = [];

  constructor(eraSize: number) {
    this.test = new TestLog({ eraSize });
  }

  async act(one: Step): Promise<void> {
    const { test } = this;
    switch (one.does) {
      case "send":
        await this.#send(one.user, one.agoMs);
        break;
      case "wait":
        test.clock += one.ms;
        break;
      case "drop":
        // Neither the newest era goes, nor what is younger than an hour.
        test.clock += 2 * hourMs;
        await this.#send(alice, 0);
        test.settled = test.log.headSeq;
        test.log.saveSettled();
        test.log.dropOldestEra(test.log.headSeq, 0);
        break;
      case "restart":
        test.restart();
        break;
    }
  }

  /** Sends every message once more, changed by `change`. */
  async repeatAll(change = (one: AppendItem): AppendItem => one): Promise<AppendResult[]> {
    const results: AppendResult[] = [];
    for (const { user, one } of this.sent) results.push(...(await this.test.send(user, change(one))));
    return results;
  }

  async #send(user: UserId, agoMs: number | null): Promise<void> {
    const n = this.sent.length;
    const one = item(agoMs === null ? `untimed-${n}` : this.test.freshId(agoMs), `text ${n}`);
    this.sent.push({ user, one });
    this.acks.push(...(await this.test.send(user, one)));
  }
}

it("[SEND-2] [SEND-3] [SEND-4] repeats are known whatever was dropped since, and however late they come", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer({ min: 2, max: 4 }), async (steps, eraSize) => {
      const run = new Run(eraSize);
      for (const one of steps) await run.act(one);
      expect(run.acks).toMatchObject(run.sent.map((_, index) => ({ ack: { seq: index + 1 } })));
      for (const laterMs of [0, lateAfterMs + clientClockLeewayMs + 1]) {
        run.test.clock += laterMs;
        const changed = await run.repeatAll((one) => ({ ...one, bodyHash: "other" }));
        expect(changed.map(refusalOf)).toEqual(run.sent.map(() => "DUPLICATE_MESSAGE"));
        run.test.restart();
        expect(await run.repeatAll()).toEqual(run.acks);
      }
      expect(run.test.log.headSeq).toBe(run.sent.length);
    }),
    parametersOf(60),
  );
});

it("[ORDER-4] a stretch of what is left is the same whichever eras it lies in", async () => {
  const seq = fc.nat(25);
  const run = new Run(4);
  for (let sent = 0; sent < 22; sent++) {
    await run.act({ does: "send", user: alice, agoMs: 0 });
    await run.act({ does: "wait", ms: hourMs });
  }
  await run.act({ does: "drop" });
  expect(run.test.log.floorSeq).toBe(4);
  const left = run.sent.map((_, index) => index + 1).slice(run.test.log.floorSeq);
  fc.assert(
    fc.property(seq, seq, fc.integer({ min: 1, max: 12 }), (afterSeq, throughSeq, limit) => {
      const expected = left.filter((one) => one > afterSeq && one <= throughSeq);
      const { log } = run.test;
      expect(log.range(afterSeq, throughSeq, limit).map((event) => event.seq)).toEqual(expected.slice(0, limit));
      expect(log.historyEvents(afterSeq, throughSeq).map((event) => event.seq)).toEqual(expected);
    }),
  );
});
