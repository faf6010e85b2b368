// What a reader has unread: messages of others after the cursor, and those of them that mention the reader. Pure.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { Amendments, isMentioned } from "./amendments.ts";
import { emptyChain, nothingPersonal, type OwnChain, type Personal, type Reader } from "./readers.ts";

/** `mentions`: how many of the unread messages mention the reader, or everybody. */
export interface Counts {
  readonly unread: number;
  readonly mentions: number;
}

/** What all readers' counts depend on beside their own chains and cursors. */
export interface SharedCounts {
  /** The messages that mention everybody. */
  readonly everyone: OwnChain;
  readonly amended: Amendments;
  readonly floor: CountFloor;
}

/** Nothing up to here counts for anybody, whatever their cursors: what was amended there is not known any more. */
export interface CountFloor {
  readonly seq: number;
  readonly ordinal: number;
  /** The messages that mention everybody, up to here. */
  readonly mentions: number;
}

const noFloor: CountFloor = { seq: 0, ordinal: 0, mentions: 0 };
export const noSharedCounts: SharedCounts = { everyone: emptyChain, amended: new Amendments(), floor: noFloor };
export const personalOf = ({ personal = nothingPersonal }: Pick<Reader, "personal">): Personal => personal;

/** The seq after which messages count for this reader. */
export const countedAfter = (reader: Pick<Reader, "cursorSeq" | "personal">): number =>
  Math.max(reader.cursorSeq, reader.personal?.skippedTo ?? 0);

/** Messages so far that mention this reader or everybody, without the reader's own. */
export const mentionsSoFar = ({ everyone }: Pick<SharedCounts, "everyone">, { named, calls }: Personal): number =>
  everyone.sent + named.sent - calls.sent;

/** A reader who has never read, sent or been mentioned. */
export const newReader = ({ seq, ordinal, mentions }: CountFloor): Reader => ({
  cursorSeq: 0,
  cursorOrdinal: ordinal,
  cursorSent: 0,
  own: emptyChain,
  ...(seq > 0 && { personal: { ...nothingPersonal, cursorMentions: mentions, skippedTo: seq } }),
});

/** @param ordinal messages so far */
export function countsOf(shared: SharedCounts, ordinal: number, userId: UserId, reader: Reader): Counts {
  const personal = personalOf(reader);
  const { cursorOrdinal, cursorSent, own } = reader;
  const corrected = shared.amended.correction(userId, countedAfter(reader));
  let unread = ordinal - cursorOrdinal - (own.sent - cursorSent) - corrected.removed;
  let mentions = mentionsSoFar(shared, personal) - personal.cursorMentions + corrected.mentions;
  for (const { seq, isMention } of personal.hidden) {
    const amended = shared.amended.get(seq);
    if (amended?.now === null) continue;
    unread -= 1;
    if (amended === undefined ? isMention : isMentioned(amended.now, userId)) mentions -= 1;
  }
  return { unread, mentions };
}
