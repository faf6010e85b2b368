// The log against a naive one that keeps a list and counts anew: random sends, repeats, reads, clocks and restarts.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everyone, type UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { NaiveLog } from "../support/naive-log.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { alice, bob, carol, item, startOfTime, TestLog, uuidV7 } from "../support/test-log.ts";

useQuickTurns();

const users = [alice, bob, carol] as const;
const mentionedBy: readonly (readonly UserId[])[] = [[bob], [alice, carol], [everyone], [everyone, bob], []];

/** What one operation draws: numbers that are made into a message, a repeat or a read against the state of that moment. */
type Draw = readonly [kind: number, user: number, which: number, text: number];
type Step =
  | { readonly kind: "together"; readonly draws: readonly Draw[] }
  | { readonly kind: "restart" }
  | { readonly kind: "clock"; readonly byMs: number };

/** Both logs, side by side; each step gives what both say, to be compared. */
class Run {
  readonly real: TestLog;
  readonly naive = new NaiveLog();
  readonly #sent: AppendItem[] = [];
  #ids = 0;

  constructor(eraSize: number) {
    this.real = new TestLog({ eraSize });
  }

  async take(step: Step): Promise<{ real: unknown; naive: unknown }> {
    switch (step.kind) {
      case "together": {
        // Committed together, and answered as if one came after the other.
        const outcomes = step.draws.map((one) => this.#operate(one));
        const real = await Promise.all(outcomes.map((outcome) => outcome.real));
        return { real, naive: outcomes.map((outcome) => outcome.naive) };
      }
      case "restart": {
        const naive = users.map((userId) => this.real.log.readerOf(userId));
        this.real.restart();
        return { real: users.map((userId) => this.real.log.readerOf(userId)), naive };
      }
      case "clock":
        this.real.clock = Math.max(startOfTime - 3_000_000, this.real.clock + step.byMs);
        return { real: null, naive: null };
    }
  }

  get stateOfReal(): unknown {
    const { log, aborts } = this.real;
    const readers = users.map((userId) => [log.readerOf(userId).cursorSeq, log.countsOf(userId)]);
    return { headSeq: log.headSeq, readers, aborts };
  }

  get stateOfNaive(): unknown {
    const readers = users.map((userId) => [this.naive.cursorOf(userId), this.naive.countsOf(userId)]);
    return { headSeq: this.naive.messages.length, readers, aborts: [] };
  }

  #operate([kind, user, which, text]: Draw): { real: Promise<unknown>; naive: unknown } {
    const userId = users[user % users.length] as UserId;
    if (kind >= 7) {
      const seq = 1 + (which % (this.naive.messages.length + 2));
      return { real: this.real.log.markRead(userId, seq), naive: this.naive.markRead(userId, seq) };
    }
    const sent = this.#itemFor(kind, which, `text ${text}`);
    this.#sent.push(sent);
    const real = this.real.log.append(userId, [sent]).then(([result]) => result);
    return { real, naive: this.naive.append(userId, sent, this.real.clock) };
  }

  #itemFor(kind: number, which: number, text: string): AppendItem {
    const earlier = this.#sent[which % Math.max(1, this.#sent.length)];
    if (kind <= 1 && earlier !== undefined) return earlier;
    if (kind === 2 && earlier !== undefined) return item(earlier.clientMsgId, text);
    const n = ++this.#ids;
    if (kind === 3) return item(`untimed-${n}`, text);
    if (kind === 6) return item(uuidV7(this.real.clock, n), text, mentionedBy[which % mentionedBy.length]);
    // At the edges of what is fresh, late and ahead.
    const { clientClockLeewayMs: leewayMs, lateAfterMs } = wireLimits;
    const offsets = [-1_000, 100_000, -lateAfterMs, -lateAfterMs - 1, leewayMs, leewayMs + 1, -86_400_000];
    return item(uuidV7(this.real.clock + (offsets[which % offsets.length] ?? 0), n), text);
  }
}

const draw = fc.tuple(fc.nat(9), fc.nat(2), fc.nat(1_000), fc.nat(2));
const draws = fc.array(draw, { minLength: 1, maxLength: 8 });
const jump = fc.integer({ min: -1_500_000, max: 1_500_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: draws.map((drawn) => ({ kind: "together" as const, draws: drawn })) },
  { weight: 1, arbitrary: fc.constant({ kind: "restart" as const }) },
  { weight: 2, arbitrary: jump.map((byMs) => ({ kind: "clock" as const, byMs })) },
);

describe("the log as a list", () => {
  it("[SEND-2] [SEND-3] [SEND-4] [SEND-5] [ORDER-1] [ORDER-2] [UNREAD-1] [UNREAD-2] [UNREAD-3] [HIB-3] [COUNT-1] agrees with a naive one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.constantFrom(8, 65_536), async (steps, eraSize) => {
        const run = new Run(eraSize);
        for (const one of [...steps, { kind: "restart" as const }]) {
          const { real, naive } = await run.take(one);
          expect(real).toEqual(naive);
          expect(run.stateOfReal).toEqual(run.stateOfNaive);
        }
        // What storage holds, and what subscribers were told of, is what was acked.
        const messages = run.naive.messages.map(({ seq, senderId, createdAt, item: { clientMsgId } }) => ({
          seq,
          senderId,
          createdAt,
          clientMsgId,
        }));
        const stored = run.real.log.range(0, run.real.log.headSeq, 10_000);
        expect(stored.map(({ frame }) => JSON.parse(frame) as unknown)).toMatchObject(messages);
        expect(run.real.commits.flatMap(({ events }) => events)).toEqual(stored);
        const times = messages.map(({ createdAt }) => createdAt);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      parametersOf(150),
    );
  });
});
