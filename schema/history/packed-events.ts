// Events as history keeps them: packed, in seq order, without a gap.
import * as v from "valibot";
import { clientMsgIdShape, userIdShape, type ClientMsgId, type UserId } from "../protocol/ids.ts";

/** Events of a row in D1, and of an object in R2: at 16 KiB of content each, 16 MB at the most, which fit into memory. */
export const segmentEvents = 64;
export const archiveEvents = 1_024;

export interface HistoryEvent {
  readonly seq: number;
  readonly createdAt: number;
  readonly senderId: UserId;
  /** "" for what no client submitted. */
  readonly clientMsgId: ClientMsgId;
  readonly bodyHash: string;
  readonly body: string;
}

/** `seq` is the place in the list. Written by one version, read by later ones: additions are tolerated. */
const packedShape = v.object({
  v: v.literal(1),
  firstSeq: v.number(),
  events: v.array(
    v.tuple([v.number(), userIdShape, v.union([clientMsgIdShape, v.literal("")]), v.string(), v.string()]),
  ),
});

/** @throws Error when the events are not in seq order without a gap */
export function packEvents(events: readonly HistoryEvent[]): string {
  const firstSeq = events[0]?.seq ?? 1;
  const packed = events.map(({ seq, createdAt, senderId, clientMsgId, bodyHash, body }, index) => {
    if (seq !== firstSeq + index) throw new Error(`history would have a gap at ${seq}`);
    return [createdAt, senderId, clientMsgId, bodyHash, body];
  });
  return JSON.stringify({ v: 1, firstSeq, events: packed });
}

/** @throws when the text was not packed by `packEvents` */
export function unpackEvents(text: string): HistoryEvent[] {
  const { firstSeq, events } = v.parse(packedShape, JSON.parse(text));
  return events.map(([createdAt, senderId, clientMsgId, bodyHash, body], index) => ({
    seq: firstSeq + index,
    createdAt,
    senderId,
    clientMsgId: clientMsgId as ClientMsgId,
    bodyHash,
    body,
  }));
}

/** The first seq of the segment (or block) of `size` events that an event belongs to. */
export const firstSeqOf = (seq: number, size: number): number => Math.floor((seq - 1) / size) * size + 1;
