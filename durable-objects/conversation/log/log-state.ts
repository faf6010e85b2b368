// What a conversation's log holds in memory: counters and readers. Pure; storage agrees with it after every flush.
import type { UserId } from "../../../schema/protocol/ids.ts";
import {
  emptyChain,
  findOwn,
  lastOwnSeq,
  pushOwn,
  type GrowingChain,
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

/** A reader that a draft changes in place. */
interface DraftReader {
  cursorSeq: number;
  cursorOrdinal: number;
  cursorSent: number;
  readonly own: GrowingChain;
}

/** A copy of the state that one flush may change: readers are copied when first touched, and changed in place. */
export class LogDraft {
  headSeq: number;
  ordinal: number;
  lastCreatedAt: number;
  readonly #base: LogState;
  readonly #formerOwn: FormerOwn;
  /** Null for a member who left. */
  readonly #touched = new Map<UserId, DraftReader | null>();

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
   * Numbers one message: `headSeq` and `ordinal` are then its own. The sender's cursor moves along only if they had read
   * everything before it: what others wrote meanwhile stays unread.
   */
  addMessage(senderId: UserId, createdAt: number): OwnLinks {
    const reader = this.#touch(senderId);
    const hadReadAll = reader.cursorSeq === this.headSeq;
    this.headSeq += 1;
    this.ordinal += 1;
    this.lastCreatedAt = createdAt;
    const links = pushOwn(reader.own, this.headSeq);
    if (hadReadAll) this.#putAtHead(reader);
    return links;
  }

  /** Numbers a change: it takes a seq and is not counted. */
  addChange(createdAt: number): OwnLinks {
    this.headSeq += 1;
    this.lastCreatedAt = createdAt;
    return noLinks;
  }

  /** Moves the user's cursor to the head. */
  markAllRead(userId: UserId): void {
    const reader = this.#touch(userId);
    if (reader.cursorSeq < this.headSeq) this.#putAtHead(reader);
  }

  /** Restores a stored cursor, unless the cursor is already further. */
  putCursor(userId: UserId, { cursorSeq, cursorOrdinal, cursorSent }: ReadCursor): void {
    if (cursorSeq > this.reader(userId).cursorSeq)
      Object.assign(this.#touch(userId), { cursorSeq, cursorOrdinal, cursorSent });
  }

  /** Moves a cursor forward, never back. @returns whether it moved */
  moveCursor(userId: UserId, seq: number, ordinalAt: (seq: number) => number, load: LoadLinks): boolean {
    if (seq <= this.reader(userId).cursorSeq) return false;
    const reader = this.#touch(userId);
    reader.cursorSeq = seq;
    reader.cursorOrdinal = seq === this.headSeq ? this.ordinal : ordinalAt(seq);
    reader.cursorSent = seq >= lastOwnSeq(reader.own) ? reader.own.sent : findOwn(reader.own, seq, load).count;
    return true;
  }

  unread(userId: UserId): number {
    return unreadOfReader(this.ordinal, this.reader(userId));
  }

  /** The state after this draft, which ends with it; the base state is not changed. */
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

  #touch(userId: UserId): DraftReader {
    const touched = this.#touched.get(userId);
    if (touched !== undefined && touched !== null) return touched;
    const { own, ...cursor } = this.committedReader(userId);
    const reader = { ...cursor, own: { sent: own.sent, chain: [...own.chain] } };
    this.#touched.set(userId, reader);
    return reader;
  }

  #putAtHead(reader: DraftReader): void {
    reader.cursorSeq = this.headSeq;
    reader.cursorOrdinal = this.ordinal;
    reader.cursorSent = reader.own.sent;
  }
}

export const readerOf = (state: LogState, userId: UserId): Reader => state.readers.get(userId) ?? newReader;

/** Counted events after the cursor, without the reader's own. */
function unreadOfReader(ordinal: number, { cursorOrdinal, cursorSent, own }: Reader): number {
  return ordinal - cursorOrdinal - (own.sent - cursorSent);
}

export const unreadOf = (state: LogState, userId: UserId): number =>
  unreadOfReader(state.ordinal, readerOf(state, userId));
