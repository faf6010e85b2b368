// The form in which history keeps events: rows of the log as they are, in seq order, without a gap.
import * as v from "valibot";
import { clientMsgIdShape, userIdShape, type ClientMsgId, type UserId } from "../protocol/ids.ts";

/** Most events of a row in D1, and of an object in R2. Neither crosses a multiple of its number. */
export const segmentEvents = 64;
export const archiveEvents = 1_024;
/** Most packed bytes of a row in D1, which takes 2,000,000. The largest event packs into 20 KB. */
export const maxSegmentBytes = 1_000_000;
/**
 * An object in R2 of so many packed bytes is full, and takes nothing more: with the segment that filled it, and what it
 * was before, it is never larger than twice this and a segment. A few must fit into memory as text and as events.
 */
export const fullBlockBytes = 256_000;

export interface HistoryEvent {
  readonly seq: number;
  readonly createdAt: number;
  readonly senderId: UserId;
  /** "" for an event that no client submitted. */
  readonly clientMsgId: ClientMsgId;
  readonly bodyHash: string;
  readonly body: string;
}

/**
 * Events that follow each other and have one time, as text: a line of meta, then a line for each body. The log keeps
 * its rows so, and history takes them as they are.
 */
export interface EventRow {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly createdAt: number;
  readonly text: string;
}

/** Events of one row, in columns, which are parsed and written faster than a list of events. */
export interface EventColumns {
  /** Of the first event. */
  readonly seq: number;
  /** When they were committed, ms since 1970. */
  readonly at: number;
  readonly senders: readonly UserId[];
  /** The sender of each event, as an index into `senders`. */
  readonly by: readonly number[];
  readonly ids: readonly ClientMsgId[];
  readonly hashes: readonly string[];
}

/** Canonical JSON has no line break of its own. */
export const lineBreak = "\n";

/** @param events with one time, in seq order without a gap; not empty */
export function columnsOf(events: readonly Omit<HistoryEvent, "body">[]): EventColumns {
  const senders: UserId[] = [];
  const by = events.map(({ senderId }) => {
    const known = senders.indexOf(senderId);
    return known < 0 ? senders.push(senderId) - 1 : known;
  });
  return {
    seq: events[0]?.seq ?? 0,
    at: events[0]?.createdAt ?? 0,
    senders,
    by,
    ids: events.map(({ clientMsgId }) => clientMsgId),
    hashes: events.map(({ bodyHash }) => bodyHash),
  };
}

/** What the columns say of the event at `index`: all but its body. */
export const eventInColumns = (
  { seq, at, senders, by, ids, hashes }: EventColumns,
  index: number,
): Omit<HistoryEvent, "body"> => ({
  seq: seq + index,
  createdAt: at,
  senderId: senders[by[index] ?? -1] as UserId,
  clientMsgId: ids[index] as ClientMsgId,
  bodyHash: hashes[index] as string,
});

const encoder = new TextEncoder();

/** Length in UTF-8 bytes, which is what the tiers limit. */
export const packedBytes = (text: string): number => encoder.encode(text).byteLength;

/** The first line of a text. The next one may begin with spaces. */
export const packedHead = '{"v":2}';

/** The text of a segment or block. @throws Error when the rows are not in seq order without a gap */
export function packRows(rows: readonly EventRow[]): string {
  for (const [index, { firstSeq }] of rows.entries())
    if (index > 0 && firstSeq !== (rows[index - 1]?.lastSeq ?? 0) + 1)
      throw new Error(`history would have a gap at ${firstSeq}`);
  return [packedHead, ...rows.map(({ text }) => text)].join(lineBreak);
}

/** @throws Error when the events are not in seq order without a gap */
export const packEvents = (events: readonly HistoryEvent[]): string => packRows(rowsOf(events));

/** Events as rows: a new one where the time changes, and at multiples of `segmentEvents`. */
export function rowsOf(events: readonly HistoryEvent[]): EventRow[] {
  const rows: EventRow[] = [];
  for (let from = 0; from < events.length;) {
    const first = events[from] as HistoryEvent;
    let to = from + 1;
    while (to < events.length && continuesRow(first, events[to] as HistoryEvent, to - from)) to += 1;
    const part = events.slice(from, to);
    const text = [JSON.stringify(columnsOf(part)), ...part.map(({ body }) => body)].join(lineBreak);
    rows.push({ firstSeq: first.seq, lastSeq: first.seq + part.length - 1, createdAt: first.createdAt, text });
    from = to;
  }
  return rows;
}

const continuesRow = (first: HistoryEvent, event: HistoryEvent, index: number): boolean =>
  event.seq === first.seq + index &&
  event.createdAt === first.createdAt &&
  firstSeqOf(event.seq, segmentEvents) !== event.seq;

/**
 * Cuts rows into segments: at multiples of `segmentEvents`, and where the next row would make one too large. The same
 * rows are always cut the same way, and further rows change only the last segment: a written segment keeps its place.
 *
 * @param rows in seq order without a gap, none across a multiple of `segmentEvents`; the first begins a segment
 */
export function* cutSegments(rows: readonly EventRow[]): Generator<readonly EventRow[]> {
  const emptyBytes = packedHead.length;
  let [segment, bytes]: [EventRow[], number] = [[], emptyBytes];
  for (const row of rows) {
    const rowBytes = packedBytes(row.text) + 1;
    const isFull = bytes + rowBytes > maxSegmentBytes;
    if (segment.length > 0 && (isFull || row.firstSeq === firstSeqOf(row.firstSeq, segmentEvents))) {
      yield segment;
      [segment, bytes] = [[], emptyBytes];
    }
    segment.push(row);
    bytes += rowBytes;
  }
  if (segment.length > 0) yield segment;
}

const clientMsgIdOrNone = v.union([clientMsgIdShape, v.literal("")]);
/** Written by one version and read by later ones: unknown fields are accepted. */
const columnsShape = v.object({
  seq: v.number(),
  at: v.number(),
  senders: v.array(userIdShape),
  by: v.array(v.number()),
  ids: v.array(clientMsgIdOrNone),
  hashes: v.array(v.string()),
});

/** @throws Error when the text was not packed by `packEvents` or `packRows`, of this version or of an earlier one */
export function unpackEvents(text: string): HistoryEvent[] {
  if (!text.startsWith(packedHead)) return unpackFirst(text);
  const lines = text.slice(packedHead.length + 1).split(lineBreak);
  const events: HistoryEvent[] = [];
  for (let at = 0; at < lines.length;) {
    const columns = v.parse(columnsShape, JSON.parse(lines[at] as string)) as EventColumns;
    const { by, ids, hashes } = columns;
    const bodies = lines.slice(at + 1, at + 1 + by.length);
    if (by.length === 0 || ids.length !== by.length || hashes.length !== by.length || bodies.length !== by.length)
      throw new Error(`the row of ${columns.seq} is not whole`);
    for (const [index, body] of bodies.entries()) events.push({ ...eventInColumns(columns, index), body });
    at += 1 + by.length;
  }
  return events;
}

/** The first form of history: `seq` is the position in the list. */
const firstShape = v.object({
  v: v.literal(1),
  firstSeq: v.number(),
  events: v.array(v.tuple([v.number(), userIdShape, clientMsgIdOrNone, v.string(), v.string()])),
});

function unpackFirst(text: string): HistoryEvent[] {
  const { firstSeq, events } = v.parse(firstShape, JSON.parse(text));
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
