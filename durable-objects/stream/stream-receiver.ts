// The receiving end of one stream (one conversation, one user's sockets): what each socket gets, and what to answer. Pure.
import type { ConversationSummary } from "../../schema/rpc/conversation.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import type { EventRun } from "./event-run.ts";

/** One socket's place in one conversation's stream. A socket that was never behind has the default place. */
export interface Place {
  /** `catching`: pages are on their way; `lapsed`: it was told to sync; both get no events meanwhile. */
  readonly state: "caught-up" | "catching" | "lapsed";
  /** Pages have given it everything up to here, further than the stream. */
  readonly ahead: number;
}

export const caughtUpPlace: Place = { state: "caught-up", ahead: 0 };

/** The sockets that have begun to sync, by whatever names them. */
export type Places<Socket> = ReadonlyMap<Socket, Place>;

export type ReceivedDelivery = Pick<Delivery, "prev" | "redelivered" | "cursorSeq"> & { readonly events: EventRun };

export interface Received<Socket> {
  readonly answer: DeliveryAnswer;
  /** What each caught-up socket gets, in order. */
  readonly gives: readonly { readonly socket: Socket; readonly events: EventRun }[];
  /** Sockets that may lack something: to be told `sync-required`. */
  readonly lapsed: readonly Socket[];
  /** Who is shown the signals: the others were shown more before. */
  readonly informed: readonly Socket[];
}

export interface ReadBegun {
  readonly idleAnswers: number;
  readonly marksEnded: number;
}

/** What a conversation says of itself, as far as a stream can show more than it. */
export type ReadState = Pick<ConversationSummary, "headSeq" | "cursorSeq">;

export class StreamReceiver {
  /** All caught-up sockets have everything up to here; null: memory was lost, or nobody listened. */
  #forwarded: number | null = null;
  /** The highest seq that any delivery has shown. */
  #seen = 0;
  /** The furthest read cursor of this user that any delivery has shown. */
  #seenCursor = 0;
  #idleAnswers = 0;
  #marksBegun = 0;
  #marksEnded = 0;

  /** To be called when a read is issued; what it returns says later whether the answer still holds. */
  readBegins(): ReadBegun {
    return { idleAnswers: this.#idleAnswers, marksEnded: this.#marksEnded };
  }

  /** To be called when this user's read cursor is about to be moved, and `markEnds` when that was answered. */
  markBegins(): void {
    this.#marksBegun += 1;
  }

  markEnds(): void {
    this.#marksEnded += 1;
  }

  /**
   * Whether there may be more than a read's answer says: a delivery has shown more, or was answered `idle` meanwhile,
   * after which the conversation keeps silent, or the cursor may have been moved at the same time.
   */
  hasMoved(begun: ReadBegun, said: ReadState): boolean {
    const shown = this.#seen > said.headSeq || this.showedLaterCursor(said.cursorSeq);
    return shown || this.#idleAnswers !== begun.idleAnswers || this.#marksBegun !== begun.marksEnded;
  }

  /** Whether a delivery has shown a later cursor than a page says: its unread count must not follow the newer one. */
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
    // Signals travel with the newest event: where more was shown before, what they count is outdated.
    const outdated = cursorSeq < this.#seenCursor || last < (this.#forwarded ?? 0);
    const informed = outdated ? [] : [...places].filter(([, { ahead }]) => ahead <= last).map(([socket]) => socket);
    if (this.#forwarded === null) {
      if (redelivered) {
        // We cannot tell what the sockets got in a former life: they sync, which costs little and loses nothing.
        this.#forwarded = last;
        return { answer: { state: "live", have: last }, gives: [], lapsed: socketsIn(places, "caught-up"), informed };
      }
      this.#forwarded = prev;
    }
    const forwarded = this.#forwarded;
    if (prev > forwarded) return { answer: { state: "live", have: forwarded }, gives: [], lapsed: [], informed };
    this.#forwarded = Math.max(forwarded, last);
    const gives = socketsIn(places, "caught-up")
      .map((socket) => ({ socket, events: events.after(Math.max(forwarded, places.get(socket)?.ahead ?? 0)) }))
      .filter((give) => give.events.length > 0);
    return { answer: { state: "live", have: this.#forwarded }, gives, lapsed: [], informed };
  }

  /**
   * Where a socket stands after a page that ends at `end`: caught up, or behind the others, who were given more meanwhile
   * (then it reads on from `end`).
   */
  placeAfter(end: number): Place | "behind" {
    if (this.#forwarded !== null && this.#forwarded > end) return "behind";
    return { state: "caught-up", ahead: end };
  }
}

function socketsIn<Socket>(places: Places<Socket>, state: Place["state"]): Socket[] {
  return [...places].filter(([, place]) => place.state === state).map(([socket]) => socket);
}
