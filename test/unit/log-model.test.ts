// The log against a naive one that keeps a list and counts anew each time: random sends, repeats, reads, clocks and restarts.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uuidV7TimeMs, type UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { AppendItem, AppendResult, MarkedRead, Refused } from "../../schema/rpc/conversation.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { alice, bob, carol, item, startOfTime, TestLog, uuidV7 } from "../support/test-log.ts";

useQuickTurns();

const users = [alice, bob, carol] as const;

interface Message {
  readonly seq: number;
  readonly senderId: UserId;
  readonly item: AppendItem;
  readonly createdAt: number;
}

/** What is promised, in the plainest words. */
class NaiveLog {
  readonly messages: Message[] = [];
  readonly cursors = new Map<UserId, number>(users.map((userId) => [userId, 0]));

  get lastCreatedAt(): number {
    return this.messages.at(-1)?.createdAt ?? 0;
  }

  append(senderId: UserId, sent: AppendItem, clock: number): AppendResult {
    const now = Math.max(clock, this.lastCreatedAt);
    const timeMs = uuidV7TimeMs(sent.clientMsgId);
    if (timeMs !== null && timeMs > now + wireLimits.clientClockLeewayMs) return { refusal: { code: "CLOCK_AHEAD" } };
    const sameId = (one: Message): boolean => one.senderId === senderId && one.item.clientMsgId === sent.clientMsgId;
    const earlier = this.messages.find(sameId);
    if (earlier !== undefined && earlier.item.bodyHash !== sent.bodyHash)
      return { refusal: { code: "DUPLICATE_MESSAGE" } };
    if (earlier !== undefined) return { ack: { seq: earlier.seq, createdAt: earlier.createdAt } };
    const seq = this.messages.length + 1;
    if (this.cursors.get(senderId) === seq - 1) this.cursors.set(senderId, seq);
    this.messages.push({ seq, senderId, item: sent, createdAt: now });
    return { ack: { seq, createdAt: now } };
  }

  markRead(userId: UserId, seq: number): MarkedRead | Refused {
    if (seq > this.messages.length) return { refusal: { code: "SEQ_OUT_OF_RANGE" } };
    const cursorSeq = Math.max(seq, this.cursors.get(userId) ?? 0);
    this.cursors.set(userId, cursorSeq);
    return { cursorSeq, unread: this.unreadOf(userId) };
  }

  unreadOf(userId: UserId): number {
    const cursor = this.cursors.get(userId) ?? 0;
    return this.messages.filter(({ seq, senderId }) => seq > cursor && senderId !== userId).length;
  }
}

/** What one step draws: numbers that are made into a message, a read, … against the state of that moment. */
type Draw = readonly [kind: number, user: number, which: number, text: number];

class Run {
  readonly real: TestLog;
  readonly naive = new NaiveLog();
  readonly #sent: AppendItem[] = [];
  #ids = 0;

  constructor(eraSize: number) {
    this.real = new TestLog({ eraSize });
  }

  /** Several operations at once: they are committed together and answered as if one came after the other. */
  async together(draws: readonly Draw[]): Promise<void> {
    const outcomes = draws.map((draw) => this.#operate(draw));
    for (const { real, expected } of outcomes) expect(await real).toEqual(expected);
    this.#compare();
  }

  restart(): void {
    const before = users.map((userId) => this.real.log.readerOf(userId));
    this.real.restart();
    expect(users.map((userId) => this.real.log.readerOf(userId))).toEqual(before);
    this.#compare();
  }

  /** What storage holds is what was acked. */
  compareStorage(): void {
    const stored = this.real.log.range(0, this.real.log.headSeq, 10_000);
    const frames = stored.map(({ frame }) => JSON.parse(frame) as Record<string, unknown>);
    expect(frames).toMatchObject(
      this.naive.messages.map(({ seq, senderId, createdAt, item: { clientMsgId } }) => ({
        seq,
        senderId,
        createdAt,
        clientMsgId,
      })),
    );
    expect(this.real.log.eventsAfter(0, 10_000)).toEqual(stored);
  }

  #operate([kind, user, which, text]: Draw): { real: Promise<unknown>; expected: unknown } {
    const userId = users[user % users.length] as UserId;
    if (kind >= 7) {
      const seq = 1 + (which % (this.naive.messages.length + 2));
      return { real: this.real.log.markRead(userId, seq), expected: this.naive.markRead(userId, seq) };
    }
    const sent = this.#itemFor(kind, which, `text ${text}`);
    this.#sent.push(sent);
    return {
      real: this.real.log.append(userId, [sent]).then(([result]) => result),
      expected: this.naive.append(userId, sent, this.real.clock),
    };
  }

  #itemFor(kind: number, which: number, text: string): AppendItem {
    const earlier = this.#sent[which % Math.max(1, this.#sent.length)];
    if (kind <= 1 && earlier !== undefined) return earlier;
    if (kind === 2 && earlier !== undefined) return item(earlier.clientMsgId, text);
    const n = ++this.#ids;
    if (kind === 3) return item(`untimed-${n}`, text);
    // Around the clock, or at the edges of what is fresh, late and ahead.
    const { clientClockLeewayMs, lateAfterMs } = wireLimits;
    const offsets = [
      -1_000,
      100_000,
      -lateAfterMs,
      -lateAfterMs - 1,
      clientClockLeewayMs,
      clientClockLeewayMs + 1,
      -86_400_000,
    ];
    return item(uuidV7(this.real.clock + (kind === 6 ? 0 : (offsets[which % offsets.length] ?? 0)), n), text);
  }

  #compare(): void {
    expect(this.real.aborts).toEqual([]);
    expect(this.real.log.headSeq).toBe(this.naive.messages.length);
    for (const userId of users) {
      expect(this.real.log.unreadOf(userId)).toBe(this.naive.unreadOf(userId));
      expect(this.real.log.readerOf(userId).cursorSeq).toBe(this.naive.cursors.get(userId));
    }
  }
}

const draw = fc.tuple(fc.nat(9), fc.nat(2), fc.nat(1_000), fc.nat(2));
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("together" as const),
      draws: fc.array(draw, { minLength: 1, maxLength: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("clock" as const),
      byMs: fc.integer({ min: -1_500_000, max: 1_500_000 }),
    }),
  },
);

describe("the log as a list", () => {
  it("[SEND-2] [SEND-3] [SEND-4] [SEND-5] [ORDER-1] [ORDER-2] [UNREAD-1] [UNREAD-2] [UNREAD-3] [HIB-3] agrees with a naive one", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.constantFrom(8, 65_536), async (steps, eraSize) => {
        const run = new Run(eraSize);
        for (const one of steps) {
          if (one.kind === "together") await run.together(one.draws);
          else if (one.kind === "restart") run.restart();
          else run.real.clock = Math.max(startOfTime - 3_000_000, run.real.clock + one.byMs);
        }
        run.compareStorage();
        run.restart();
        const times = run.naive.messages.map(({ createdAt }) => createdAt);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        const committed = run.real.commits.flatMap(({ events }) => events.map(({ seq }) => seq));
        expect(committed).toEqual(run.naive.messages.map(({ seq }) => seq));
      }),
      { numRuns: 150 },
    );
  });
});
