// Drives the streams of one conversation: one loop per subscriber, in parallel, so that a slow subscriber delays
// nobody.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { PackedEvents, StreamEvent } from "../../schema/rpc/conversation.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import { packEvents, type ShownCounts } from "./event-run.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { Publisher, type Step } from "./publisher.ts";

/** What the streams need from the conversation and the platform. */
export interface StreamHost {
  readonly conversationId: ConversationId;
  headSeq(): number;
  /** Events as this user may see them, with a `void` for the others. The same list for all users who see the same. */
  eventsAfter(userId: UserId, seq: number, limit: number): readonly StreamEvent[];
  countsOf(userId: UserId): ShownCounts;
  cursorSeqOf(userId: UserId): number;
  /** Must use a new stub each time. */
  deliver(userId: UserId, delivery: Delivery): Promise<DeliveryAnswer>;
  /** Called when every subscriber has everything or is idle. */
  settled(): void;
  /** Reports why a delivery failed; it is tried again. */
  report(cause: unknown): void;
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Between 0 and 1: spreads retries over time. */
  random(): number;
}

export const streamLimits = {
  maxEventsPerDelivery: 256,
  /** Shorter than the 10 s after which an idle subscriber may lose its memory: a late call still finds it. */
  deliveryTimeoutMs: 8_000,
  maxAttempts: 5,
  firstRetryMs: 100,
} as const;

/**
 * A signal as JSON text for this user, or null for none. Called again at the delivery, so that its counts include the
 * events before it.
 */
export type SignalFor = (userId: UserId) => string | null;

interface Subscriber {
  readonly userId: UserId;
  readonly publisher: Publisher;
  /** By key; a later signal replaces an earlier one with the same key. */
  readonly signals: Map<string, SignalFor>;
  /** The last event that this subscriber gets; null for a member. */
  untilSeq: number | null;
  /** A delivery is in flight, or waiting for its retry. */
  isBusy: boolean;
  /** Failed deliveries since the last answer. */
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
  readonly #waitingForRest: (() => void)[] = [];
  #packed: { readonly events: readonly StreamEvent[]; readonly text: PackedEvents } | null = null;

  /** @param firstHave what every subscriber certainly has; later events are delivered again, with `redelivered` set */
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
   * Starts a stream after a cold start. What an earlier instance may have delivered is delivered again.
   *
   * @param membership its first event is the one after `afterSeq`; `untilSeq` is its last event, null for a member
   */
  resume(userId: UserId, membership: { readonly afterSeq: number; readonly untilSeq: number | null }): void {
    const have = Math.max(this.#firstHave, membership.afterSeq);
    if (membership.untilSeq !== null && membership.untilSeq <= have) return;
    this.#subscribers.set(userId, newSubscriber(userId, new Publisher(have, this.#unsure), membership.untilSeq));
  }

  /** Starts a stream with everything after `afterSeq`. The stream of a leaver who returns continues. */
  subscribe(userId: UserId, afterSeq: number): void {
    const known = this.#subscribers.get(userId);
    if (known === undefined) this.#subscribers.set(userId, newSubscriber(userId, new Publisher(afterSeq, false), null));
    else {
      known.untilSeq = null;
      known.publisher.renew();
    }
  }

  /** Ends a stream with the event `untilSeq`. */
  unsubscribe(userId: UserId, untilSeq: number): void {
    const subscriber = this.#subscribers.get(userId);
    if (subscriber === undefined) return;
    subscriber.untilSeq = untilSeq;
    subscriber.publisher.end(untilSeq);
    subscriber.signals.clear();
  }

  /** Whether there is a stream to this user, now or when there is something to deliver. */
  has(userId: UserId): boolean {
    return this.#subscribers.has(userId);
  }

  /** Whether this user's session has certainly taken the event with this seq. */
  hasTaken(userId: UserId, seq: number): boolean {
    return (this.#subscribers.get(userId)?.publisher.taken ?? 0) >= seq;
  }

  /** The seq up to which every subscriber has everything or needs nothing. */
  settledSeq(): number {
    const headSeq = this.#host.headSeq();
    let settled = headSeq;
    for (const { publisher, untilSeq } of this.#subscribers.values()) {
      const has = publisher.settled(headSeq);
      if (untilSeq === null || has < untilSeq) settled = Math.min(settled, has);
    }
    return settled;
  }

  /** Starts delivering everything new and returns at once. After a crash the alarm resumes it. */
  pump(): void {
    for (const subscriber of this.#subscribers.values()) this.#forgetIfDone(subscriber);
    this.#wake([...this.#subscribers.values()]);
  }

  /** The same, and returns when nothing is on its way any more but what is slow. */
  deliverAll(): Promise<void> {
    const rested = new Promise<void>((resolve) => this.#waitingForRest.push(resolve));
    this.pump();
    return rested;
  }

  /** Sends a signal to all members who are live now; a later one with the same key replaces it. */
  signal(key: string, signalFor: SignalFor): void {
    const shown = [...this.#subscribers.values()].filter(
      ({ userId, untilSeq, publisher }) => untilSeq === null && publisher.listening && signalFor(userId) !== null,
    );
    for (const { signals } of shown) signals.set(key, signalFor);
    this.#wake(shown);
  }

  /** Records that the subscriber got a page that ends at `end`, and listens from there. */
  read(userId: UserId, end: number): void {
    const subscriber = this.#subscribers.get(userId);
    if (subscriber === undefined) return;
    subscriber.publisher.read(end);
    this.#wake([subscriber]);
  }

  /** Queues a delivery for each subscriber that needs one. Events that are committed until it runs are included. */
  #wake(subscribers: readonly Subscriber[]): void {
    this.#deliveryQueue.add(
      subscribers.filter((one) => !one.isBusy && one.publisher.hasNext(this.#headSeqFor(one), one.signals.size > 0)),
    );
  }

  /**
   * One delivery. No `await` between finding that nothing is left and the end: anything later wakes the subscriber
   * again.
   */
  async #serve(subscriber: Subscriber): Promise<void> {
    const step = subscriber.publisher.next(this.#headSeqFor(subscriber), subscriber.signals.size > 0);
    if (step === null) return;
    subscriber.isBusy = true;
    // An error while reading the log is retried like a failed call.
    const isAnswered = await this.#deliver(subscriber, step).catch((cause: unknown) => {
      this.#host.report(cause);
      return false;
    });
    subscriber.isBusy = false;
    subscriber.failures = isAnswered ? 0 : subscriber.failures + 1;
    if (subscriber.failures === streamLimits.maxAttempts) subscriber.failures = 0; // until the next commit or alarm
    else if (subscriber.failures > 0) void this.#wakeLater(subscriber);
    else this.#wakeFurther(subscriber);
    this.#forgetIfDone(subscriber);
  }

  /** Nobody listens any more, maybe, but the stream has ended meanwhile. */
  #wakeFurther(subscriber: Subscriber): void {
    if (subscriber.untilSeq !== null) subscriber.publisher.end(subscriber.untilSeq);
    this.#wake([subscriber]);
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

  /** Removes a former member's stream after its last event. */
  #forgetIfDone({ userId, publisher, untilSeq }: Subscriber): void {
    if (untilSeq !== null && publisher.settled(this.#host.headSeq()) >= untilSeq) this.#subscribers.delete(userId);
  }

  /**
   * Checks whether everything is settled. Called when the queue is idle, once for a whole crowd, because it visits
   * every subscriber.
   */
  #rest(): void {
    for (const resolve of this.#waitingForRest.splice(0)) resolve();
    if (this.settledSeq() === this.#host.headSeq()) this.#host.settled();
  }

  /** @returns whether there was an answer */
  async #deliver(subscriber: Subscriber, step: Step): Promise<boolean> {
    const { userId, publisher, signals, untilSeq } = subscriber;
    const limit = Math.min(streamLimits.maxEventsPerDelivery, this.#headSeqFor(subscriber) - step.prev);
    const events = limit > 0 ? this.#host.eventsAfter(userId, step.prev, limit) : [];
    const last = events.at(-1)?.seq ?? step.prev;
    const newest = last >= this.#headSeqFor(subscriber);
    // Signals count the events before them, so they wait for the newest event.
    const carried = newest ? [...signals] : [];
    if (newest) signals.clear();
    publisher.started(step, last);
    try {
      const answer = await this.#host.deliver(userId, {
        conversationId: this.#host.conversationId,
        ...step,
        events: this.#pack(events),
        ...(newest ? this.#host.countsOf(userId) : { unread: null }),
        cursorSeq: this.#host.cursorSeqOf(userId),
        signals: carried.flatMap(([, signalFor]) => signalFor(userId) ?? []),
        deadlineAt: this.#host.now() + streamLimits.deliveryTimeoutMs,
        ...(untilSeq !== null && last >= untilSeq && { last: true }),
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

  /** Packs the same list once for all subscribers that get it. */
  #pack(events: readonly StreamEvent[]): PackedEvents {
    if (this.#packed?.events !== events) this.#packed = { events, text: packEvents(events) };
    return this.#packed.text;
  }
}
