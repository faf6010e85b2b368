// The readers of a log: how far each has read, and the chains by which their messages and mentions are counted.

/**
 * How far one user has read. `cursorOrdinal` and `cursorSent` count all messages, and the user's own, up to the cursor.
 */
export interface ReadCursor {
  readonly cursorSeq: number;
  readonly cursorOrdinal: number;
  readonly cursorSent: number;
}

export interface Reader extends ReadCursor {
  readonly own: OwnChain;
  /** Missing: `nothingPersonal`. */
  readonly personal?: Personal;
}

/** What few readers have. A reader's counts begin after the cursor, or after `skippedTo` if that is later. */
export interface Personal {
  /** Mentions up to where the counts begin: see `mentionsSoFar`. */
  readonly cursorMentions: number;
  /** Messages of others that mention this reader, and not everybody. */
  readonly named: OwnChain;
  /** The reader's own messages that mention everybody. */
  readonly calls: OwnChain;
  /** The messages up to here do not count, although the cursor may be before it. */
  readonly skippedTo: number;
  /** Messages of others after where the counts begin that the reader has deleted for themselves, in seq order. */
  readonly hidden: readonly HiddenMessage[];
}

/** `isMention`: whether it mentioned the reader when it was hidden. */
export interface HiddenMessage {
  readonly seq: number;
  readonly isMention: boolean;
}

/** Some of a log's messages, in order: all of one sender, or all that mention somebody. `chain`: seqs of the n-th, (n − lowbit(n))-th, … message, oldest first. */
export interface OwnChain {
  readonly sent: number;
  readonly chain: readonly number[];
}

/** A chain that a draft extends. */
export interface GrowingChain {
  sent: number;
  readonly chain: number[];
}

export interface OwnLinks {
  readonly prev: number;
  readonly jump: number;
}

/** Loads the links of a message of the chain; needed to walk it. */
export type LoadLinks = (seq: number) => OwnLinks;

export const emptyChain: OwnChain = { sent: 0, chain: [] };
export const nothingPersonal: Personal = {
  cursorMentions: 0,
  named: emptyChain,
  calls: emptyChain,
  skippedTo: 0,
  hidden: [],
};

/** The seq of the chain's newest message, 0 if there is none. */
export const lastOwnSeq = (own: OwnChain): number => own.chain.at(-1) ?? 0;

const lowbit = (n: number): number => n & -n;

/** A copy that a draft may extend. */
export const growing = ({ sent, chain }: OwnChain): GrowingChain => ({ sent, chain: [...chain] });

/**
 * Adds a message to a chain, in place.
 *
 * @returns the links to store with that message
 */
export function pushOwn(own: GrowingChain, seq: number): OwnLinks {
  const prev = lastOwnSeq(own);
  own.sent += 1;
  // The n-th message covers lowbit(n) messages: each element that it replaces halves the rest.
  for (let covered = lowbit(own.sent); covered > 1; covered >>= 1) own.chain.pop();
  const links = { prev, jump: lastOwnSeq(own) };
  own.chain.push(seq);
  return links;
}

/** The chain's newest message at or before `seq`, and how many there are up to it; `{at: 0, count: 0}` if there is none. */
export function findOwn(own: OwnChain, seq: number, load: LoadLinks): { at: number; count: number } {
  let at = lastOwnSeq(own);
  let count = own.sent;
  while (at > seq) {
    const { prev, jump } = load(at);
    if (jump >= seq) {
      at = jump;
      count -= lowbit(count);
    } else {
      at = prev;
      count -= 1;
    }
  }
  return { at, count };
}

/** Rows, events or moved cursors after the last checkpoint that a cold start may have to replay. */
export const checkpointEveryRows = 64;
export const checkpointEveryEvents = 1_024;
export const checkpointEveryCursors = 128;
/** Most members of a conversation: each takes at most 420 bytes of the one row, and a row may have 2,000,000. */
export const maxReaders = 4_000;
