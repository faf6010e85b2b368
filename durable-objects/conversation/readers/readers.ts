// The readers of a log: how far each has read, what they sent, and all of them packed into one row.
import * as v from "valibot";
import { userIdShape, type UserId } from "../../../schema/protocol/ids.ts";

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
}

/** One sender's messages so far. `chain`: seqs of the n-th, (n − lowbit(n))-th, … message, oldest first. */
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

/** Loads the links of one of the sender's own messages; needed to walk the chain. */
export type LoadLinks = (seq: number) => OwnLinks;

export const emptyChain: OwnChain = { sent: 0, chain: [] };

/** The seq of the sender's newest message, 0 if there is none. */
export const lastOwnSeq = (own: OwnChain): number => own.chain.at(-1) ?? 0;

const lowbit = (n: number): number => n & -n;

/**
 * Adds a message to a chain of one's own, in place.
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

/**
 * The sender's newest message at or before `seq`, and how many there are up to it; `{at: 0, count: 0}` if there is
 * none.
 */
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
const maxPackedChars = 2_000_000;

const packedReader = v.tuple([v.number(), v.number(), v.number(), v.number(), v.array(v.number())]);
const packedReaders = v.record(userIdShape, packedReader);

/**
 * Packs as `{userId: [cursorSeq, cursorOrdinal, cursorSent, sent, chain]}`, in ASCII. @throws RangeError when it
 * exceeds a row
 */
export function packReaders(readers: ReadonlyMap<UserId, Reader>): string {
  const packed = JSON.stringify(
    Object.fromEntries(
      [...readers].map(([userId, { cursorSeq, cursorOrdinal, cursorSent, own }]) => [
        userId,
        [cursorSeq, cursorOrdinal, cursorSent, own.sent, own.chain],
      ]),
    ),
  );
  // `maxReaders` prevents this.
  if (packed.length > maxPackedChars) throw new RangeError(`${readers.size} readers do not fit into a row`);
  return packed;
}

export function unpackReaders(text: string): ReadonlyMap<UserId, Reader> {
  return new Map(
    Object.entries(v.parse(packedReaders, JSON.parse(text))).map(
      ([userId, [cursorSeq, cursorOrdinal, cursorSent, sent, chain]]) => [
        userId as UserId,
        { cursorSeq, cursorOrdinal, cursorSent, own: { sent, chain } },
      ],
    ),
  );
}
