// The receiving end of one stream (one conversation, one user's sockets): what each socket gets, and the answer to the
// delivery. Pure.
import type { ConversationSummary } from "../../schema/rpc/conversation.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import type { EventRun } from "./event-run.ts";

/** One socket's place in one conversation's stream. A socket that has never been behind has the default place. */
export interface Place {
  /** `catching`: pages are being read for it; `lapsed`: it was told to sync. Neither gets events. */
  readonly state: "caught-up" | "catching" | "lapsed";
  /**
   * It has everything up to here and nothing later: a page has given it that, possibly further than the stream, or it
   * was noted before memory was lost. 0: not known.
   */
  readonly ahead: number;
}

export const caughtUpPlace: Place = { state: "caught-up", ahead: 0 };

/** The sockets that have begun to sync, with their places. */
export type Places<Socket> = ReadonlyMap<Socket, Place>;

export type ReceivedDelivery = Pick<Delivery, "prev" | "redelivered" | "cursorSeq"> & { readonly events: EventRun };

export interface Received<Socket> {
  readonly answer: DeliveryAnswer;
  /** The events for each caught-up socket, in order. */
  readonly gives: readonly { readonly socket: Socket; readonly events: EventRun }[];
  /** Sockets that may lack something: to be told `sync-required`. */
  readonly lapsed: readonly Socket[];
  /** Sockets that get the signals; the others have already been shown newer state. */
  readonly informed: readonly Socket[];
}

export interface ReadBegun {
  readonly idleAnswers: number;
  readonly marksEnded: number;
}

/** The state in a conversation's answer that deliveries may already have overtaken. */
export type ReadState = Pick<ConversationSummary, "headSeq" | "cursorSeq">;

export class StreamReceiver {
  /** All caught-up sockets have everything up to here; null if memory was lost or nobody listened. */
  #forwarded: number | null = null;
  /** The highest seq of any delivery. */
  #seen = 0;
  /** The furthest read cursor of this user in any delivery. */
  #seenCursor = 0;
  #idleAnswers = 0;
  #marksBegun = 0;
  #marksEnded = 0;

  /** Call when a read starts. Its result tells `hasMoved` later whether the answer is still current. */
  readBegins(): ReadBegun {
    return { idleAnswers: this.#idleAnswers, marksEnded: this.#marksEnded };
  }

  /** Call before this user's read cursor is moved, and `markEnds` when that call has ended. */
  markBegins(): void {
    this.#marksBegun += 1;
  }

  markEnds(): void {
    this.#marksEnded += 1;
  }

  /** Makes a call that may move this user's read cursor. */
  async duringMark<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    this.markBegins();
    try {
      return await call();
    } finally {
      this.markEnds();
    }
  }

  /**
   * Whether the conversation may have changed since a read's answer: a delivery has shown more; or one was answered
   * `idle` meanwhile, after which the conversation is silent; or the cursor may have moved at the same time.
   */
  hasMoved(begun: ReadBegun, said: ReadState): boolean {
    const shown = this.#seen > said.headSeq || this.showedLaterCursor(said.cursorSeq);
    return shown || this.#idleAnswers !== begun.idleAnswers || this.#marksBegun !== begun.marksEnded;
  }

  /** Whether a delivery has shown a later cursor than the page: then the page's unread count is outdated. */
  showedLaterCursor(cursorSeq: number): boolean {
    return this.#seenCursor > cursorSeq;
  }

  receive<Socket>(delivery: ReceivedDelivery, places: Places<Socket>): Received<Socket> {
    const { prev, events, redelivered, cursorSeq } = delivery;
    const last = events.lastSeq ?? prev;
    this.#seen = Math.max(this.#seen, last);
    this.#seenCursor = Math.max(this.#seenCursor, cursorSeq);
    if (places.size === 0) {
      this.#forwarded = null;
      this.#idleAnswers += 1;
      return { answer: { state: "idle", have: prev }, gives: [], lapsed: [], informed: [] };
    }
    // Signals belong to the newest event: if the sockets were shown more already, the counts in them are outdated.
    const outdated = cursorSeq < this.#seenCursor || last < (this.#forwarded ?? 0);
    const informed = outdated ? [] : [...places].filter(([, { ahead }]) => ahead <= last).map(([socket]) => socket);
    if (this.#forwarded === null) {
      if (redelivered) return this.#receiveUnsure(delivery, places, informed);
      this.#forwarded = prev;
    }
    const forwarded = this.#forwarded;
    if (prev > forwarded) return { answer: { state: "live", have: forwarded }, gives: [], lapsed: [], informed };
    this.#forwarded = Math.max(forwarded, last);
    const gives = givesOf(events, socketsIn(places, "caught-up"), forwarded);
    return { answer: { state: "live", have: this.#forwarded }, gives, lapsed: [], informed };
  }

  /**
   * After memory was lost, a delivery of events that may have come before. Sockets whose place is known go on from
   * there. What the others got is unknown: they are told to sync, which is cheap and loses nothing.
   */
  #receiveUnsure<Socket>(
    { prev, events }: ReceivedDelivery,
    places: Places<Socket>,
    informed: readonly Socket[],
  ): Received<Socket> {
    const last = events.lastSeq ?? prev;
    this.#forwarded = last;
    const caughtUp = socketsIn(places, "caught-up");
    const isKnown = ([, { ahead }]: readonly [Socket, Place]): boolean => ahead > 0 && ahead >= prev;
    const known = caughtUp.filter(isKnown);
    const lapsed = caughtUp.filter((one) => !isKnown(one)).map(([socket]) => socket);
    return { answer: { state: "live", have: last }, gives: givesOf(events, known, prev), lapsed, informed };
  }

  /**
   * The place of a socket after a page that ends at `end`: caught up, or `behind` if the other sockets got more
   * meanwhile (then it reads on from `end`).
   */
  placeAfter(end: number): Place | "behind" {
    if (this.#forwarded !== null && this.#forwarded > end) return "behind";
    return { state: "caught-up", ahead: end };
  }
}

const socketsIn = <Socket>(places: Places<Socket>, state: Place["state"]): (readonly [Socket, Place])[] =>
  [...places].filter(([, place]) => place.state === state);

/** What each of these sockets lacks of the events: those after `forwarded` and after its place. */
const givesOf = <Socket>(
  events: EventRun,
  sockets: readonly (readonly [Socket, Place])[],
  forwarded: number,
): Received<Socket>["gives"] =>
  sockets
    .map(([socket, { ahead }]) => ({ socket, events: events.after(Math.max(forwarded, ahead)) }))
    .filter((give) => give.events.length > 0);
