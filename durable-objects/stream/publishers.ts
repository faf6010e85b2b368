// Drives the streams of one conversation: one loop per subscriber, side by side, so that a slow one holds back nobody.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { PackedEvents, StreamEvent } from "../../schema/rpc/conversation.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import { rpcVersion } from "../../schema/rpc/version.ts";
import { packEvents } from "./event-run.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { Publisher, type Step } from "./publisher.ts";

/** What the streams ask of the conversation and the world around it. */
export interface StreamHost {
  readonly conversationId: ConversationId;
  headSeq(): number;
  /** As this user may see them; what they may not is a `void`. The same list for all who see the same. */
  eventsAfter(userId: UserId, seq: number, limit: number): readonly StreamEvent[];
  unreadOf(userId: UserId): number;
  cursorSeqOf(userId: UserId): number;
  /** On a new stub each time. */
  deliver(userId: UserId, delivery: Delivery): Promise<DeliveryAnswer>;
  /** Every subscriber has everything, or does not listen. */
  settled(): void;
  /** Told of why a delivery failed: it is tried again. */
  report(cause: unknown): void;
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
  /** The last event they get; null: they stay. */
  untilSeq: number | null;
  /** A delivery is under way, or waits for a while after one that failed. */
  isBusy: boolean;
  /** Deliveries without an answer since the last one that had one. */
  failures: number;
}

const newSubscriber = (userId: UserId, publisher: Publisher, untilSeq: number | null): Subscriber => ({
  userId,
  publisher,
  signals: new Map(),
  untilSeq,
  isBusy: false,
  failures: 0,
});

export class Publishers {
  readonly #host: StreamHost;
  readonly #subscribers = new Map<UserId, Subscriber>();
  readonly #firstHave: number;
  readonly #unsure: boolean;
  readonly #deliveryQueue: DeliveryQueue<Subscriber>;
  #packed: { readonly events: readonly StreamEvent[]; readonly text: PackedEvents } | null = null;

  /** @param firstHave what every subscriber has for certain; events after it are delivered again, and flagged */
  constructor(host: StreamHost, firstHave: number) {
    this.#host = host;
    this.#firstHave = firstHave;
    this.#deliveryQueue = new DeliveryQueue({
      serve: (subscriber) => this.#serve(subscriber),
      idle: () => this.#rest(),
      sleep: (ms) => host.sleep(ms),
    });
    this.#unsure = firstHave < host.headSeq();
  }

  /**
   * Delivers to this user what a former life of the object may have delivered already, and all that follows.
   *
   * @param stay from when on they are there, and the last event that they get (null: they stay)
   */
  resume(userId: UserId, stay: { readonly afterSeq: number; readonly untilSeq: number | null }): void {
    const have = Math.max(this.#firstHave, stay.afterSeq);
    if (stay.untilSeq !== null && stay.untilSeq <= have) return;
    this.#subscribers.set(userId, newSubscriber(userId, new Publisher(have, this.#unsure), stay.untilSeq));
  }

  /** Delivers to this user everything after `afterSeq`. Who is about to leave gets what follows as well. */
  subscribe(userId: UserId, afterSeq: number): void {
    const known = this.#subscribers.get(userId);
    if (known === undefined) this.#subscribers.set(userId, newSubscriber(userId, new Publisher(afterSeq, false), null));
    else known.untilSeq = null;
  }

  /** Delivers to this user up to `untilSeq`, and no more. */
  unsubscribe(userId: UserId, untilSeq: number): void {
    const subscriber = this.#subscribers.get(userId);
    if (subscriber === undefined) return;
    subscriber.untilSeq = untilSeq;
    subscriber.signals.clear();
  }

  /** What every subscriber has or does not want. */
  settledSeq(): number {
    const headSeq = this.#host.headSeq();
    let settled = headSeq;
    for (const { publisher, untilSeq } of this.#subscribers.values()) {
      const has = publisher.settled(headSeq);
      if (untilSeq === null || has < untilSeq) settled = Math.min(settled, has);
    }
    return settled;
  }

  /** Whatever is new goes out; returns at once. What a crash cuts off here, the alarm takes up again. */
  pump(): void {
    for (const subscriber of this.#subscribers.values()) this.#forgetIfDone(subscriber);
    this.#wake([...this.#subscribers.values()]);
  }

  /** Shows a frame without a seq to those who listen now, and stay; a later one with the same key takes its place. */
  signal(key: string, signalFor: SignalFor): void {
    const shown = [...this.#subscribers.values()].filter(
      ({ userId, untilSeq, publisher }) => untilSeq === null && publisher.listening && signalFor(userId) !== null,
    );
    for (const { signals } of shown) signals.set(key, signalFor);
    this.#wake(shown);
  }

  /** The subscriber was given a page ending at `end`: it listens from there. */
  read(userId: UserId, end: number): void {
    const subscriber = this.#subscribers.get(userId);
    if (subscriber === undefined) return;
    subscriber.publisher.read(end);
    this.#wake([subscriber]);
  }

  /** Whatever there is for them goes out when there is room; what is committed until then goes along. */
  #wake(subscribers: readonly Subscriber[]): void {
    this.#deliveryQueue.add(
      subscribers.filter((one) => !one.isBusy && one.publisher.hasNext(this.#headSeqFor(one), one.signals.size > 0)),
    );
  }

  /** One delivery. No `await` between finding nothing more to do and its end: whatever comes afterwards wakes it anew. */
  async #serve(subscriber: Subscriber): Promise<void> {
    const step = subscriber.publisher.next(this.#headSeqFor(subscriber), subscriber.signals.size > 0);
    if (step === null) return;
    subscriber.isBusy = true;
    // A log that cannot be read now is one more reason to try again.
    const isAnswered = await this.#deliver(subscriber, step).catch((cause: unknown) => {
      this.#host.report(cause);
      return false;
    });
    subscriber.isBusy = false;
    subscriber.failures = isAnswered ? 0 : subscriber.failures + 1;
    if (subscriber.failures === streamLimits.maxAttempts) subscriber.failures = 0; // until the next commit or the alarm
    else if (subscriber.failures > 0) void this.#wakeLater(subscriber);
    else this.#wake([subscriber]);
    this.#forgetIfDone(subscriber);
  }

  async #wakeLater(subscriber: Subscriber): Promise<void> {
    subscriber.isBusy = true;
    await this.#host.sleep(streamLimits.firstRetryMs * 2 ** subscriber.failures * this.#host.random());
    subscriber.isBusy = false;
    this.#wake([subscriber]);
  }

  #headSeqFor({ untilSeq }: Subscriber): number {
    return Math.min(this.#host.headSeq(), untilSeq ?? Number.POSITIVE_INFINITY);
  }

  /** Who has left, and has their last event. */
  #forgetIfDone({ userId, publisher, untilSeq }: Subscriber): void {
    if (untilSeq !== null && publisher.settled(this.#host.headSeq()) >= untilSeq) this.#subscribers.delete(userId);
  }

  /** Looked at when nothing is under way, once for a whole crowd: each look goes over all subscribers. */
  #rest(): void {
    if (this.settledSeq() === this.#host.headSeq()) this.#host.settled();
  }

  /** Whether there was an answer. */
  async #deliver(subscriber: Subscriber, step: Step): Promise<boolean> {
    const { userId, publisher, signals } = subscriber;
    const limit = Math.min(streamLimits.maxEventsPerDelivery, this.#headSeqFor(subscriber) - step.prev);
    const events = limit > 0 ? this.#host.eventsAfter(userId, step.prev, limit) : [];
    const last = events.at(-1)?.seq ?? step.prev;
    const newest = last >= this.#headSeqFor(subscriber);
    // Signals count what came before them, so they wait until it has left.
    const carried = newest ? [...signals] : [];
    if (newest) signals.clear();
    publisher.started(step, last);
    try {
      const answer = await this.#host.deliver(userId, {
        v: rpcVersion,
        conversationId: this.#host.conversationId,
        ...step,
        events: this.#pack(events),
        unread: newest ? this.#host.unreadOf(userId) : null,
        cursorSeq: this.#host.cursorSeqOf(userId),
        signals: carried.flatMap(([, signalFor]) => signalFor(userId) ?? []),
        deadlineAt: this.#host.now() + streamLimits.deliveryTimeoutMs,
      });
      publisher.answered(answer);
      if (!publisher.listening) signals.clear();
      return true;
    } catch (cause) {
      this.#host.report(cause);
      publisher.failed();
      for (const [key, signalFor] of carried) if (!signals.has(key)) signals.set(key, signalFor);
      return false;
    }
  }

  /** Once for all who are given the same. */
  #pack(events: readonly StreamEvent[]): PackedEvents {
    if (this.#packed?.events !== events) this.#packed = { events, text: packEvents(events) };
    return this.#packed.text;
  }
}
