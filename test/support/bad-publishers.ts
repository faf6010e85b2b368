// Streams that are almost right: Publisher and StreamReceiver anew, each with one mistake to switch on. The simulation must catch all.
import {
  caughtUpPlace,
  type Place,
  type Places,
  type ReadBegun,
  type ReadState,
  type Received,
  type ReceivedDelivery,
} from "../../durable-objects/stream/stream-receiver.ts";
import type { Step } from "../../durable-objects/stream/publisher.ts";
import type { DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import type { StreamReceiverLike } from "./simulated-session.ts";
import type { PublisherLike } from "./simulated-conversation.ts";

export type PublisherFault =
  | "an idle answer is honoured though a read came meanwhile"
  | "an idle answer to a delivery without events silences the stream"
  | "two deliveries are in flight"
  | "no rewind to what the subscriber has"
  | "a retry is not flagged"
  | "a delivery that failed counts as taken"
  | "what pages gave is not flagged"
  | "a read moves a stream that is not idle"
  | "a read does not wake"
  | "what was sent counts as settled";

export class BadPublisher implements PublisherLike {
  readonly #fault: PublisherFault | null;
  #have: number;
  #readEnd = 0;
  #idle = false;
  #reads = 0;
  #unsure: boolean;
  #inFlight: { step: Step; last: number; readsBefore: number } | null = null;

  constructor(have: number, unsure: boolean, fault: PublisherFault | null) {
    this.#have = have;
    this.#unsure = unsure;
    this.#fault = fault;
  }

  get listening(): boolean {
    return !this.#idle;
  }

  settled(headSeq: number): number {
    if (this.#idle) return headSeq;
    return this.#fault === "what was sent counts as settled" ? (this.#inFlight?.last ?? this.#have) : this.#have;
  }

  next(headSeq: number, hasSignals: boolean): Step | null {
    const { last } = this.#inFlight ?? { last: this.#have };
    const two = this.#fault === "two deliveries are in flight";
    const prev = two ? last : this.#have;
    if ((this.#inFlight !== null && !two) || this.#idle || (prev >= headSeq && !hasSignals)) return null;
    const inPages = prev < this.#readEnd && this.#fault !== "what pages gave is not flagged";
    return { prev, redelivered: prev < headSeq && (this.#unsure || inPages) };
  }

  started(step: Step, last: number): void {
    this.#inFlight = { step, last, readsBefore: this.#reads };
  }

  answered({ state, have }: DeliveryAnswer): void {
    const inFlight = this.#inFlight;
    if (inFlight === null) return;
    this.#inFlight = null;
    this.#unsure = false;
    if (state === "live") this.#have = this.#fault === "no rewind to what the subscriber has" ? inFlight.last : have;
    else this.#idle ||= this.#fallsSilent(inFlight);
  }

  failed(): void {
    if (this.#inFlight === null) return;
    if (this.#fault === "a delivery that failed counts as taken") this.#have = this.#inFlight.last;
    else if (this.#inFlight.last > this.#inFlight.step.prev && this.#fault !== "a retry is not flagged")
      this.#unsure = true;
    this.#inFlight = null;
  }

  read(end: number): void {
    this.#reads += 1;
    this.#readEnd = Math.max(this.#readEnd, end);
    if (this.#fault === "a read does not wake") return;
    if (this.#idle || this.#fault === "a read moves a stream that is not idle") this.#have = end;
    this.#idle = false;
  }

  #fallsSilent({ step, last, readsBefore }: { step: Step; last: number; readsBefore: number }): boolean {
    const unread =
      readsBefore === this.#reads || this.#fault === "an idle answer is honoured though a read came meanwhile";
    return (
      unread && (last > step.prev || this.#fault === "an idle answer to a delivery without events silences the stream")
    );
  }
}

export type ReceiverFault =
  | "no memory of what a socket's pages gave"
  | "sockets get events while pages are on their way"
  | "a socket is caught up after its page whatever others got"
  | "a refresh overlooks what deliveries have shown"
  | "a refresh overlooks an idle answer"
  | "read cursors are overlooked"
  | "overlap is not dropped"
  | "after a loss of memory a redelivery is taken for new"
  | "counts are shown to sockets that are further";

export class BadReceiver implements StreamReceiverLike {
  readonly #fault: ReceiverFault | null;
  #forwarded: number | null = null;
  #seen = 0;
  #seenCursor = 0;
  #idleAnswers = 0;
  #marksBegun = 0;
  #marksEnded = 0;

  constructor(fault: ReceiverFault | null) {
    this.#fault = fault;
  }

  readBegins(): ReadBegun {
    return { idleAnswers: this.#idleAnswers, marksEnded: this.#marksEnded };
  }

  markBegins(): void {
    this.#marksBegun += 1;
  }

  markEnds(): void {
    this.#marksEnded += 1;
  }

  hasMoved(begun: ReadBegun, { headSeq, cursorSeq }: ReadState): boolean {
    const shown = this.#seen > headSeq && this.#fault !== "a refresh overlooks what deliveries have shown";
    const silenced = this.#idleAnswers !== begun.idleAnswers && this.#fault !== "a refresh overlooks an idle answer";
    const marked = this.#marksBegun !== begun.marksEnded;
    return shown || silenced || marked || this.showedLaterCursor(cursorSeq);
  }

  showedLaterCursor(cursorSeq: number): boolean {
    return this.#seenCursor > cursorSeq && this.#fault !== "read cursors are overlooked";
  }

  receive<Socket>(delivery: ReceivedDelivery, places: Places<Socket>): Received<Socket> {
    const { prev, events, redelivered, cursorSeq } = delivery;
    const last = events.lastSeq ?? prev;
    this.#seen = Math.max(this.#seen, last);
    this.#seenCursor = Math.max(this.#seenCursor, cursorSeq);
    const outdated = cursorSeq < this.#seenCursor || last < (this.#forwarded ?? 0);
    const all = this.#fault === "counts are shown to sockets that are further";
    const informed = [...places]
      .filter(([, { ahead }]) => all || (!outdated && ahead <= last))
      .map(([socket]) => socket);
    const nothing = { gives: [], lapsed: [], informed };
    if (places.size === 0) {
      this.#forwarded = null;
      this.#idleAnswers += 1;
      return { answer: { state: "idle", have: prev }, ...nothing };
    }
    const careless = this.#fault === "after a loss of memory a redelivery is taken for new";
    if (this.#forwarded === null && redelivered && !careless) {
      this.#forwarded = last;
      return {
        answer: { state: "live", have: last },
        ...nothing,
        lapsed: this.#receivers(places).map(([socket]) => socket),
      };
    }
    const forwarded = this.#forwarded ?? prev;
    if (prev > forwarded) return { answer: { state: "live", have: forwarded }, ...nothing };
    this.#forwarded = Math.max(forwarded, last);
    const dropped = this.#fault === "overlap is not dropped" ? prev : forwarded;
    const gives = this.#receivers(places).map(([socket, { ahead }]) => ({
      socket,
      events: events.after(Math.max(dropped, ahead)),
    }));
    return {
      answer: { state: "live", have: this.#forwarded },
      ...nothing,
      gives: gives.filter((give) => give.events.length > 0),
    };
  }

  placeAfter(end: number): Place | "behind" {
    const checked = this.#fault !== "a socket is caught up after its page whatever others got";
    if (checked && this.#forwarded !== null && this.#forwarded > end) return "behind";
    return this.#fault === "no memory of what a socket's pages gave"
      ? caughtUpPlace
      : { state: "caught-up", ahead: end };
  }

  #receivers<Socket>(places: Places<Socket>): [Socket, Place][] {
    const catching = this.#fault === "sockets get events while pages are on their way";
    return [...places].filter(([, { state }]) => state === "caught-up" || (catching && state === "catching"));
  }
}
