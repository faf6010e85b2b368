// What a conversation's log holds in memory: counters and readers. Pure; storage agrees with it after every flush.
import type { UserId } from "../../../schema/protocol/ids.ts";
import {
  emptyChain,
  findOwn,
  lastOwnSeq,
  pushOwn,
  type LoadLinks,
  type OwnChain,
  type OwnLinks,
  type ReadCursor,
  type Reader,
} from "../readers/readers.ts";

export interface LogState {
  readonly headSeq: number;
  /** Counted events so far. */
  readonly ordinal: number;
  /** `createdAt` of the newest event; never falls. */
  readonly lastCreatedAt: number;
  /** Members only; see `FormerOwn` for the others. */
  readonly readers: ReadonlyMap<UserId, Reader>;
}

/** The own messages of a former member, needed for a next message or a repeat; empty if they never were a member. */
export type FormerOwn = (userId: UserId) => OwnChain;

const noLinks: OwnLinks = { prev: 0, jump: 0 };
const newReader: Reader = { cursorSeq: 0, cursorOrdinal: 0, cursorSent: 0, own: emptyChain };

export const emptyLogState: LogState = { headSeq: 0, ordinal: 0, lastCreatedAt: 0, readers: new Map() };

/** A copy of the state that one flush may change: readers are copied when first touched. */
export class LogDraft {
  headSeq: number;
  ordinal: number;
  lastCreatedAt: number;
  readonly #base: LogState;
  readonly #formerOwn: FormerOwn;
  /** Null for a member who left. */
  readonly #touched = new Map<UserId, Reader | null>();

  constructor(base: LogState, formerOwn: FormerOwn = () => emptyChain) {
    this.#base = base;
    this.#formerOwn = formerOwn;
    this.headSeq = base.headSeq;
    this.ordinal = base.ordinal;
    this.lastCreatedAt = base.lastCreatedAt;
  }

  reader(userId: UserId): Reader {
    return this.#touched.get(userId) ?? this.committedReader(userId);
  }

  /** The reader as before this draft. */
  committedReader(userId: UserId): Reader {
    return this.#base.readers.get(userId) ?? { ...newReader, own: this.#formerOwn(userId) };
  }

  /** Removes a member who left; what is kept of them is stored elsewhere. */
  dropReader(userId: UserId): void {
    this.#touched.set(userId, null);
  }

  /**
   * Numbers one message. The sender's cursor moves along only if they had read everything before it: what others wrote
   * meanwhile stays unread.
   */
  addMessage(senderId: UserId, createdAt: number): { seq: number; ordinal: number; links: OwnLinks } {
    const reader = this.reader(senderId);
    const seq = this.headSeq + 1;
    const ordinal = this.ordinal + 1;
    const { own, links } = pushOwn(reader.own, seq);
    const hadReadAll = reader.cursorSeq === this.headSeq;
    this.#touched.set(
      senderId,
      hadReadAll ? { cursorSeq: seq, cursorOrdinal: ordinal, cursorSent: own.sent, own } : { ...reader, own },
    );
    this.headSeq = seq;
    this.ordinal = ordinal;
    this.lastCreatedAt = createdAt;
    return { seq, ordinal, links };
  }

  /** Numbers a change: it takes a seq and is not counted. */
  addChange(createdAt: number): { seq: number; ordinal: number; links: OwnLinks } {
    this.headSeq += 1;
    this.lastCreatedAt = createdAt;
    return { seq: this.headSeq, ordinal: this.ordinal, links: noLinks };
  }

  /** Moves the user's cursor to the head. */
  markAllRead(userId: UserId): void {
    const { own } = this.reader(userId);
    this.putCursor(userId, { cursorSeq: this.headSeq, cursorOrdinal: this.ordinal, cursorSent: own.sent });
  }

  /** Restores a stored cursor, unless the cursor is already further. */
  putCursor(userId: UserId, cursor: ReadCursor): void {
    const reader = this.reader(userId);
    if (cursor.cursorSeq <= reader.cursorSeq) return;
    const { cursorSeq, cursorOrdinal, cursorSent } = cursor;
    this.#touched.set(userId, { cursorSeq, cursorOrdinal, cursorSent, own: reader.own });
  }

  /** Moves a cursor forward, never back. @returns whether it moved */
  moveCursor(userId: UserId, seq: number, ordinalAt: (seq: number) => number, load: LoadLinks): boolean {
    const reader = this.reader(userId);
    if (seq <= reader.cursorSeq) return false;
    this.#touched.set(userId, {
      cursorSeq: seq,
      cursorOrdinal: seq === this.headSeq ? this.ordinal : ordinalAt(seq),
      cursorSent: seq >= lastOwnSeq(reader.own) ? reader.own.sent : findOwn(reader.own, seq, load).count,
      own: reader.own,
    });
    return true;
  }

  unread(userId: UserId): number {
    return unreadOfReader(this.ordinal, this.reader(userId));
  }

  /** The state after this draft; the base state is not changed. */
  finish(): LogState {
    const { headSeq, ordinal, lastCreatedAt } = this;
    if (this.#touched.size === 0) return { headSeq, ordinal, lastCreatedAt, readers: this.#base.readers };
    const readers = new Map(this.#base.readers);
    for (const [userId, reader] of this.#touched) {
      if (reader === null) readers.delete(userId);
      else readers.set(userId, reader);
    }
    return { headSeq, ordinal, lastCreatedAt, readers };
  }
}

export const readerOf = (state: LogState, userId: UserId): Reader => state.readers.get(userId) ?? newReader;

/** Counted events after the cursor, without the reader's own. */
function unreadOfReader(ordinal: number, { cursorOrdinal, cursorSent, own }: Reader): number {
  return ordinal - cursorOrdinal - (own.sent - cursorSent);
}

export const unreadOf = (state: LogState, userId: UserId): number =>
  unreadOfReader(state.ordinal, readerOf(state, userId));
