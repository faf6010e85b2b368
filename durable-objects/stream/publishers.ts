// Drives the streams of one conversation: one loop per subscriber, side by side, so that a slow one holds back nobody.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { StreamEvent } from "../../schema/rpc/conversation.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import { rpcVersion } from "../../schema/rpc/version.ts";
import { packEvents } from "./event-run.ts";
import { Publisher, type Step } from "./publisher.ts";

/** What the streams ask of the conversation and the world around it. */
export interface StreamHost {
  readonly conversationId: ConversationId;
  headSeq(): number;
  eventsAfter(seq: number, limit: number): readonly StreamEvent[];
  unreadOf(userId: UserId): number;
  cursorSeqOf(userId: UserId): number;
  /** On a new stub each time. */
  deliver(userId: UserId, delivery: Delivery): Promise<DeliveryAnswer>;
  /** Every subscriber has everything, or does not listen. */
  settled(): void;
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Between 0 and 1: spreads retries. */
  random(): number;
}

export const streamLimits = {
  maxEventsPerDelivery: 256,
  /** Shorter than the 10 s after which an idle subscriber may lose its memory: a call that comes late still finds it. */
  deliveryTimeoutMs: 8_000,
  maxAttempts: 5,
  firstRetryMs: 100,
} as const;

/** A frame without a seq as this user is to see it, or null; asked again when it leaves, so that it counts what left before. */
export type SignalFor = (userId: UserId) => string | null;

interface Subscriber {
  readonly userId: UserId;
  readonly publisher: Publisher;
  /** By key; the latest of each key wins. */
  readonly signals: Map<string, SignalFor>;
  running: boolean;
}

export class Publishers {
  readonly #host: StreamHost;
  readonly #subscribers = new Map<UserId, Subscriber>();
  readonly #firstHave: number;
  readonly #unsure: boolean;
  #checking = false;

  /** @param firstHave what every subscriber has for certain; events after it are delivered again, and flagged */
  constructor(host: StreamHost, firstHave: number) {
    this.#host = host;
    this.#firstHave = firstHave;
    this.#unsure = firstHave < host.headSeq();
  }

  /** Delivers to these users from now on. Idempotent. */
  subscribe(userIds: Iterable<UserId>): void {
    for (const userId of userIds) {
      if (this.#subscribers.has(userId)) continue;
      const publisher = new Publisher(this.#firstHave, this.#unsure);
      this.#subscribers.set(userId, { userId, publisher, signals: new Map(), running: false });
    }
  }

  /** What every subscriber has or does not want. */
  settledSeq(): number {
    const headSeq = this.#host.headSeq();
    let settled = headSeq;
    for (const { publisher } of this.#subscribers.values()) settled = Math.min(settled, publisher.settled(headSeq));
    return settled;
  }

  /** Whatever is new goes out; returns at once. What a crash cuts off here, the alarm takes up again. */
  pump(): void {
    for (const subscriber of this.#subscribers.values()) void this.#run(subscriber);
  }

  /** Shows a frame without a seq to those who listen now; a later one with the same key takes its place. */
  signal(key: string, signalFor: SignalFor): void {
    for (const subscriber of this.#subscribers.values()) {
      if (!subscriber.publisher.listening || signalFor(subscriber.userId) === null) continue;
      subscriber.signals.set(key, signalFor);
      void this.#run(subscriber);
    }
  }

  /** The subscriber was given a page ending at `end`: it listens from there. */
  read(userId: UserId, end: number): void {
    const subscriber = this.#subscribers.get(userId);
    if (subscriber === undefined) return;
    subscriber.publisher.read(end);
    void this.#run(subscriber);
  }

  /** No `await` between finding nothing to do and its end: whatever comes afterwards finds it ended and starts it anew. */
  async #run(subscriber: Subscriber): Promise<void> {
    if (subscriber.running) return;
    subscriber.running = true;
    try {
      let failures = 0;
      for (let step = this.#nextStep(subscriber); step !== null; step = this.#nextStep(subscriber)) {
        failures = (await this.#deliver(subscriber, step)) ? 0 : failures + 1;
        if (failures === streamLimits.maxAttempts) break; // until the next commit or the alarm
        if (failures > 0) await this.#host.sleep(this.#backoffMs(failures));
      }
    } finally {
      subscriber.running = false;
    }
    this.#checkSettled();
  }

  #nextStep({ publisher, signals }: Subscriber): Step | null {
    return publisher.next(this.#host.headSeq(), signals.size > 0);
  }

  /** Once for all loops that end in the same turn: with many subscribers each look goes over all of them. */
  #checkSettled(): void {
    if (this.#checking) return;
    this.#checking = true;
    queueMicrotask(() => {
      this.#checking = false;
      if (this.settledSeq() === this.#host.headSeq()) this.#host.settled();
    });
  }

  /** Whether there was an answer. */
  async #deliver({ userId, publisher, signals }: Subscriber, step: Step): Promise<boolean> {
    const events = this.#host.eventsAfter(step.prev, streamLimits.maxEventsPerDelivery);
    const last = events.at(-1)?.seq ?? step.prev;
    const newest = last >= this.#host.headSeq();
    // Signals count what came before them, so they wait until it has left.
    const carried = newest ? [...signals] : [];
    if (newest) signals.clear();
    publisher.started(step, last);
    try {
      const answer = await this.#host.deliver(userId, {
        v: rpcVersion,
        conversationId: this.#host.conversationId,
        ...step,
        events: packEvents(events),
        unread: newest ? this.#host.unreadOf(userId) : null,
        cursorSeq: this.#host.cursorSeqOf(userId),
        signals: carried.flatMap(([, signalFor]) => signalFor(userId) ?? []),
        deadlineAt: this.#host.now() + streamLimits.deliveryTimeoutMs,
      });
      publisher.answered(answer);
      if (!publisher.listening) signals.clear();
      return true;
    } catch {
      publisher.failed();
      for (const [key, signalFor] of carried) if (!signals.has(key)) signals.set(key, signalFor);
      return false;
    }
  }

  #backoffMs(failures: number): number {
    return streamLimits.firstRetryMs * 2 ** failures * this.#host.random();
  }
}
