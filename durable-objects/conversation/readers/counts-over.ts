// What messages that are over and not gone yet take away from a reader's counts: nothing is stored of it. Pure.
import { everyone, type UserId } from "../../../schema/protocol/ids.ts";
import { isMentioned } from "./amendments.ts";
import type { LogLookUp } from "./counted-event.ts";
import { countedAfter, personalOf, type Counts, type SharedCounts } from "./counts.ts";
import { findOwn, type OwnChain, type Reader } from "./readers.ts";

/** Events with `afterSeq < seq <= throughSeq`. */
export interface Over {
  readonly afterSeq: number;
  readonly throughSeq: number;
}

/** What is left of a reader's counts without the messages of these ranges, which are over. */
export const withoutOver = (counts: Counts, ranges: readonly Over[], overIn: (range: Over) => Counts): Counts =>
  ranges.reduce((left, range) => {
    const over = overIn(range);
    return { unread: Math.max(0, left.unread - over.unread), mentions: Math.max(0, left.mentions - over.mentions) };
  }, counts);

/** @returns how many unread messages of others are in the range, and how many of these mention the reader */
export function countsIn(
  shared: SharedCounts,
  userId: UserId,
  reader: Reader,
  { afterSeq, throughSeq }: Over,
  lookUp: LogLookUp,
): Counts {
  const after = Math.max(afterSeq, countedAfter(reader), lookUp.floorSeq);
  if (after >= throughSeq) return { unread: 0, mentions: 0 };
  const within = (chain: OwnChain, who: UserId | null): number => {
    const upTo = (seq: number): number =>
      findOwn(chain, seq, (at) => {
        const event = lookUp.event(at);
        return who === null ? event : (event.mentioned?.find((one) => one.who === who) ?? { prev: 0, jump: 0 });
      }).count;
    return upTo(throughSeq) - upTo(after);
  };
  const ordinal = (seq: number): number => (seq <= lookUp.floorSeq ? reader.cursorOrdinal : lookUp.event(seq).ordinal);
  const { named, calls, hidden } = personalOf(reader);
  const [before, rest] = [shared.amended.correction(userId, after), shared.amended.correction(userId, throughSeq)];
  let unread = ordinal(throughSeq) - ordinal(after) - within(reader.own, null) - (before.removed - rest.removed);
  let mentions =
    within(shared.everyone, everyone) +
    within(named, userId) -
    within(calls, userId) +
    (before.mentions - rest.mentions);
  for (const { seq, isMention } of hidden) {
    const amended = shared.amended.get(seq);
    if (seq <= after || seq > throughSeq || amended?.now === null) continue;
    unread -= 1;
    if (amended === undefined ? isMention : isMentioned(amended.now, userId)) mentions -= 1;
  }
  return { unread, mentions };
}
