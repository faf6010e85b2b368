// The sending end of one stream (one conversation, one subscriber): what to deliver next, and what an answer means. Pure.
//
// At most one delivery is in flight. A `read` wakes the subscriber in the same step that gives it a page, so an `idle`
// answer to a delivery issued before the latest read is void. test/unit/stream-model.test.ts runs this class, and its
// counterpart stream-receiver.ts, through thousands of random schedules.
import type { DeliveryAnswer } from "../../schema/rpc/user-session.ts";

export interface Step {
  readonly prev: number;
  /** Some of the events may have reached the subscriber before. */
  readonly redelivered: boolean;
}

interface InFlight {
  readonly step: Step;
  readonly last: number;
  readonly readsBefore: number;
}

export class Publisher {
  /** The subscriber has everything up to here, as far as known. */
  #have: number;
  /** A page has given some of the subscriber's sockets everything up to here. */
  #readEnd = 0;
  #idle = false;
  #reads = 0;
  /** Set after a crash or a failed call: the last delivery may or may not have arrived. */
  #unsure: boolean;
  #inFlight: InFlight | null = null;

  /** @param unsure whether an earlier instance of this object may have delivered events after `have` */
  constructor(have: number, unsure: boolean) {
    this.#have = have;
    this.#unsure = unsure;
  }

  /** Everything up to here is delivered or not needed: an idle subscriber needs nothing. */
  settled(headSeq: number): number {
    return this.#idle ? headSeq : this.#have;
  }

  /** Certainly delivered, to who listens. */
  get taken(): number {
    return this.#idle || this.#unsure ? 0 : this.#have;
  }

  get listening(): boolean {
    return !this.#idle;
  }

  /** Whether there is something to deliver. False while a delivery is in flight or nobody listens. */
  hasNext(headSeq: number, hasSignals: boolean): boolean {
    return this.#inFlight === null && !this.#idle && (this.#have < headSeq || hasSignals);
  }

  /** The next step, or null if there is none. */
  next(headSeq: number, hasSignals: boolean): Step | null {
    if (!this.hasNext(headSeq, hasSignals)) return null;
    return { prev: this.#have, redelivered: this.#have < headSeq && (this.#unsure || this.#have < this.#readEnd) };
  }

  /** Records that a delivery of everything after `step.prev` up to `last` is in flight. */
  started(step: Step, last: number): void {
    this.#inFlight = { step, last, readsBefore: this.#reads };
  }

  answered(answer: DeliveryAnswer): void {
    const inFlight = this.#inFlight;
    if (inFlight === null) return;
    this.#inFlight = null;
    this.#unsure = false;
    if (answer.state === "live") this.#have = answer.have;
    // Only after a delivery with events: one without has not marked the inbox stale, so after falling silent the stream
    // would never be read again.
    else if (inFlight.readsBefore === this.#reads && inFlight.last > inFlight.step.prev) {
      this.#idle = true;
      this.#have = inFlight.last;
    }
  }

  /** The stream ends with this event, which is delivered even if nobody listens: the inbox must learn of it. */
  end(untilSeq: number): void {
    if (!this.#idle || this.#have >= untilSeq) return;
    this.#idle = false;
    this.#have = untilSeq - 1;
  }

  /**
   * The stream goes on behind what was its end. An `idle` answer to that end is void, as after a read: it has told the
   * inbox of the end only, so nobody would ever ask for more.
   */
  renew(): void {
    this.#reads += 1;
    this.#idle = false;
  }

  /** There was no answer: the delivery may or may not have been taken. */
  failed(): void {
    if (this.#inFlight === null) return;
    if (this.#inFlight.last > this.#inFlight.step.prev) this.#unsure = true;
    this.#inFlight = null;
  }

  /** Records that the subscriber got a page that ends at `end`, and listens from there. */
  read(end: number): void {
    this.#reads += 1;
    this.#readEnd = Math.max(this.#readEnd, end);
    if (this.#idle) this.#have = end;
    this.#idle = false;
  }
}
