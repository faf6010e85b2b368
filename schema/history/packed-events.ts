// The form in which history keeps events: packed, in seq order, without a gap.
import * as v from "valibot";
import { clientMsgIdShape, userIdShape, type ClientMsgId, type UserId } from "../protocol/ids.ts";

/** Most events of a row in D1, and of an object in R2. Neither crosses a multiple of its number. */
export const segmentEvents = 64;
export const archiveEvents = 1_024;
/**
 * Most packed bytes of a row in D1, which takes 2,000,000, and of an object in R2, a few of which must fit into memory
 * as text and as events. The largest event packs into 40 KB.
 */
export const maxSegmentBytes = 1_000_000;
export const maxBlockBytes = 8_000_000;

export interface HistoryEvent {
  readonly seq: number;
  readonly createdAt: number;
  readonly senderId: UserId;
  /** "" for an event that no client submitted. */
  readonly clientMsgId: ClientMsgId;
  readonly bodyHash: string;
  readonly body: string;
}

/** `seq` is the position in the list. Written by one version and read by later ones: unknown fields are accepted. */
const packedShape = v.object({
  v: v.literal(1),
  firstSeq: v.number(),
  events: v.array(
    v.tuple([v.number(), userIdShape, v.union([clientMsgIdShape, v.literal("")]), v.string(), v.string()]),
  ),
});

const encoder = new TextEncoder();

/** Length in UTF-8 bytes, which is what the tiers limit. */
export const packedBytes = (text: string): number => encoder.encode(text).byteLength;

const packEvent = ({ createdAt, senderId, clientMsgId, bodyHash, body }: HistoryEvent): string =>
  JSON.stringify([createdAt, senderId, clientMsgId, bodyHash, body]);

const packHead = (firstSeq: number): string => `{"v":1,"firstSeq":${firstSeq},"events":[`;
const packTail = "]}";

/** @throws Error when the events are not in seq order without a gap */
export function packEvents(events: readonly HistoryEvent[]): string {
  const firstSeq = events[0]?.seq ?? 1;
  const packed = events.map((event, index) => {
    if (event.seq !== firstSeq + index) throw new Error(`history would have a gap at ${event.seq}`);
    return packEvent(event);
  });
  return `${packHead(firstSeq)}${packed.join(",")}${packTail}`;
}

/**
 * Cuts events into segments: at multiples of `segmentEvents`, and where the next event would make one too large. The
 * same events are always cut the same way, and further events change only the last segment: a written segment keeps its
 * place.
 *
 * @param events in seq order without a gap; the first begins a segment
 */
export function* cutSegments(events: readonly HistoryEvent[]): Generator<readonly HistoryEvent[]> {
  const emptyBytes = packedBytes(packHead(Number.MAX_SAFE_INTEGER) + packTail);
  let [segment, bytes]: [HistoryEvent[], number] = [[], emptyBytes];
  for (const event of events) {
    const eventBytes = packedBytes(packEvent(event)) + 1;
    const isFull = bytes + eventBytes > maxSegmentBytes;
    if (segment.length > 0 && (isFull || event.seq === firstSeqOf(event.seq, segmentEvents))) {
      yield segment;
      [segment, bytes] = [[], emptyBytes];
    }
    segment.push(event);
    bytes += eventBytes;
  }
  if (segment.length > 0) yield segment;
}

/** @throws Error when the text was not packed by `packEvents` */
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

/**
 * The first seq of the aligned range of `size` events that contains `seq`: the earliest place where its segment or
 * block can begin.
 */
export const firstSeqOf = (seq: number, size: number): number => Math.floor((seq - 1) / size) * size + 1;
