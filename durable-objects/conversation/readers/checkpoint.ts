// The readers as one packed row: a cold start reads it and replays the few events after it.
import * as v from "valibot";
import { userIdShape, type UserId } from "../../../schema/protocol/ids.ts";
import type { Reader } from "../log/log-state.ts";

/** Events after the last checkpoint that a cold start may have to replay. */
export const checkpointEveryEvents = 128;

const packedReader = v.tuple([v.number(), v.number(), v.number(), v.number(), v.array(v.number())]);
const packedReaders = v.record(userIdShape, packedReader);

/** `{userId: [cursorSeq, cursorOrdinal, cursorSent, sent, chain]}`. */
export function packReaders(readers: ReadonlyMap<UserId, Reader>): string {
  return JSON.stringify(
    Object.fromEntries(
      [...readers].map(([userId, { cursorSeq, cursorOrdinal, cursorSent, own }]) => [
        userId,
        [cursorSeq, cursorOrdinal, cursorSent, own.sent, own.chain],
      ]),
    ),
  );
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
