// What a log keeps of its readers: how far each has read, what they sent, and all of them as one packed row.
import * as v from "valibot";
import { userIdShape, type UserId } from "../../../schema/protocol/ids.ts";

/** How far one user has read, and what they have sent; `cursorOrdinal` and `cursorSent` are the counts up to the cursor. */
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

export interface OwnLinks {
  readonly prev: number;
  readonly jump: number;
}

/** What the walk needs of the log: the links of one of the sender's own messages. */
export type LoadLinks = (seq: number) => OwnLinks;

export const emptyChain: OwnChain = { sent: 0, chain: [] };

/** The seq of the sender's newest message, 0 when there is none. */
export const lastOwnSeq = (own: OwnChain): number => own.chain.at(-1) ?? 0;

const lowbit = (n: number): number => n & -n;

/** The chain after one more message at `seq`, and the links to store with it. */
export function pushOwn(own: OwnChain, seq: number): { own: OwnChain; links: OwnLinks } {
  const sent = own.sent + 1;
  const chain = [...own.chain];
  // The n-th message covers lowbit(n) of them: each chain element that it swallows halves what is left.
  for (let covered = lowbit(sent); covered > 1; covered >>= 1) chain.pop();
  const links = { prev: lastOwnSeq(own), jump: chain.at(-1) ?? 0 };
  return { own: { sent, chain: [...chain, seq] }, links };
}

/** The sender's newest message at or before `seq` and how many there are up to it; `{at: 0, count: 0}` when none. */
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

/** Events and moved cursors after the last checkpoint that a cold start may have to replay. */
export const checkpointEveryEvents = 128;
export const checkpointEveryCursors = 128;
/** Members that a conversation may have: each takes at most 420 bytes of the one row, and a row 2,000,000. */
export const maxReaders = 4_000;
const maxPackedChars = 2_000_000;

const packedReader = v.tuple([v.number(), v.number(), v.number(), v.number(), v.array(v.number())]);
const packedReaders = v.record(userIdShape, packedReader);

/** `{userId: [cursorSeq, cursorOrdinal, cursorSent, sent, chain]}`, in ASCII. @throws RangeError when it is no row any more */
export function packReaders(readers: ReadonlyMap<UserId, Reader>): string {
  const packed = JSON.stringify(
    Object.fromEntries(
      [...readers].map(([userId, { cursorSeq, cursorOrdinal, cursorSent, own }]) => [
        userId,
        [cursorSeq, cursorOrdinal, cursorSent, own.sent, own.chain],
      ]),
    ),
  );
  // `maxReaders` keeps it from happening.
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
