// The sending end of one stream (one conversation, one subscriber): what to deliver next, and what an answer means. Pure.
//
// At most one delivery is in flight. A `read` wakes the subscriber in the same step that gives it a page, so an `idle`
// answer to a delivery issued before the latest read is void. test/unit/stream-model.test.ts runs this class, and its
// counterpart stream-receiver.ts, through thousands of random schedules.
import type { DeliveryAnswer } from "../../schema/rpc/user-session.ts";

export interface Step {
  readonly prev: number;
  /** Some of what follows may have reached the subscriber before. */
  readonly redelivered: boolean;
}

interface InFlight {
  readonly step: Step;
  readonly last: number;
  readonly readsBefore: number;
}

export class Publisher {
  /** The subscriber has everything up to here, as far as we know. */
  #have: number;
  /** Pages have given some of its sockets everything up to here. */
  #readEnd = 0;
  #idle = false;
  #reads = 0;
  /** Set after a crash or a failed call: what was sent may or may not have arrived. */
  #unsure: boolean;
  #inFlight: InFlight | null = null;

  /** @param unsure whether events after `have` may have been delivered by a former life of this object */
  constructor(have: number, unsure: boolean) {
    this.#have = have;
    this.#unsure = unsure;
  }

  /** What the subscriber needs nothing of any more: all up to here, or all when it is idle. */
  settled(headSeq: number): number {
    return this.#idle ? headSeq : this.#have;
  }

  get listening(): boolean {
    return !this.#idle;
  }

  /** Whether there is a step to take: not with a delivery in flight, nor with nobody listening. */
  hasNext(headSeq: number, hasSignals: boolean): boolean {
    return this.#inFlight === null && !this.#idle && (this.#have < headSeq || hasSignals);
  }

  /** The next step to take, or null: there is none. */
  next(headSeq: number, hasSignals: boolean): Step | null {
    if (!this.hasNext(headSeq, hasSignals)) return null;
    return { prev: this.#have, redelivered: this.#have < headSeq && (this.#unsure || this.#have < this.#readEnd) };
  }

  /** A delivery of everything after `step.prev` up to `last` is on its way. */
  started(step: Step, last: number): void {
    this.#inFlight = { step, last, readsBefore: this.#reads };
  }

  answered(answer: DeliveryAnswer): void {
    const inFlight = this.#inFlight;
    if (inFlight === null) return;
    this.#inFlight = null;
    this.#unsure = false;
    if (answer.state === "live") this.#have = answer.have;
    // Without events nothing has marked the subscriber's inbox stale: a stream that fell silent now would never be asked.
    else if (inFlight.readsBefore === this.#reads && inFlight.last > inFlight.step.prev) this.#idle = true;
  }

  /** No answer came: it may have been taken or not. */
  failed(): void {
    if (this.#inFlight === null) return;
    if (this.#inFlight.last > this.#inFlight.step.prev) this.#unsure = true;
    this.#inFlight = null;
  }

  /** The subscriber was given a page that ends at `end`, and listens from there. */
  read(end: number): void {
    this.#reads += 1;
    this.#readEnd = Math.max(this.#readEnd, end);
    if (this.#idle) this.#have = end;
    this.#idle = false;
  }
}
