// The readers as one packed row: a cold start reads it and replays the few events after it.
import * as v from "valibot";
import { userIdShape, type UserId } from "../../../schema/protocol/ids.ts";
import type { Reader } from "../log/log-state.ts";

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
