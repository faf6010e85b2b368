// A conversation around Publishers for unit tests: a log that grows on command, deliveries that the test answers, no clock.
import { Publishers, type StreamHost } from "../../durable-objects/stream/publishers.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import { turn } from "./quick-turns.ts";

export const [alice, bob, carol] = ["user_alice", "user_bob", "user_carol"] as [UserId, UserId, UserId];

/** One call that waits for the test. */
export interface Call {
  readonly to: UserId;
  readonly delivery: Delivery;
  readonly seqs: readonly number[];
  answer(answer: DeliveryAnswer): Promise<void>;
  /** As a session with sockets answers. */
  take(): Promise<void>;
  fail(): Promise<void>;
}

export class FakeStreamHost implements StreamHost {
  readonly conversationId = "direct_a_b" as ConversationId;
  readonly publishers: Publishers;
  /** Deliveries not answered yet, in the order in which they were made. */
  readonly calls: Call[] = [];
  /** Pauses not ended yet, in ms. */
  readonly pauses: { ms: number; end: () => Promise<void> }[] = [];
  settledTimes = 0;
  readonly reported: unknown[] = [];
  head: number;
  readonly cursors = new Map<UserId, number>();

  constructor(head: number, firstHave: number, subscribers: readonly UserId[]) {
    this.head = head;
    this.publishers = new Publishers(this, firstHave);
    for (const userId of subscribers) this.publishers.resume(userId, { afterSeq: 0, untilSeq: null });
  }

  commit(events: number): void {
    this.head += events;
    this.publishers.pump();
  }

  callTo(userId: UserId): Call {
    const call = this.calls.find(({ to }) => to === userId);
    if (call === undefined) throw new Error(`nothing is on its way to ${userId}`);
    return call;
  }

  report(cause: unknown): void {
    this.reported.push(cause);
  }

  headSeq(): number {
    return this.head;
  }

  eventsAfter(_userId: UserId, seq: number, limit: number): { seq: number; frame: string }[] {
    const count = Math.min(limit, this.head - seq);
    return Array.from({ length: count }, (_, i) => ({ seq: seq + 1 + i, frame: `event ${seq + 1 + i}` }));
  }

  countsOf(userId: UserId): { unread: number; mentions: number } {
    return { unread: this.head - this.cursorSeqOf(userId), mentions: 0 };
  }

  cursorSeqOf(userId: UserId): number {
    return this.cursors.get(userId) ?? 0;
  }

  deliver(to: UserId, delivery: Delivery): Promise<DeliveryAnswer> {
    return new Promise((resolve, reject) => {
      const done = async (settle: () => void): Promise<void> => {
        this.calls.splice(this.calls.indexOf(call), 1);
        settle();
        await turn();
      };
      const { seqs } = delivery.events;
      const answer = (given: DeliveryAnswer): Promise<void> => done(() => resolve(given));
      const take = (): Promise<void> => answer({ state: "live", have: seqs.at(-1) ?? delivery.prev });
      const call: Call = { to, delivery, seqs, answer, take, fail: () => done(() => reject(new Error("lost"))) };
      this.calls.push(call);
    });
  }

  settled(): void {
    this.settledTimes += 1;
  }

  now(): number {
    return 1_000_000;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const pause = {
        ms,
        end: async () => {
          this.pauses.splice(this.pauses.indexOf(pause), 1);
          resolve();
          await turn();
        },
      };
      this.pauses.push(pause);
    });
  }

  random(): number {
    return 1;
  }
}
