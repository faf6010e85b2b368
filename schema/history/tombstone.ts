// What is left of an erased message: its place, time, sender and id. Pure; the log and both tiers use the same form.
import { packedBytes, type HistoryEvent } from "./packed-events.ts";

/** Of messages that have room for it, and of shorter ones. A client that does not know the content shows `fallback`. */
const tombstoneStart = `{"content":{"type":"gone","fallback":"This message was removed."}`;
const shortStart = `{"content":{"type":"gone","fallback":""}`;

/** Takes the place of each character of a body's hash: from a kept hash a short text is guessed. No hash has it. */
const wipedChar = "-";

export const isWipedHash = (bodyHash: string): boolean => bodyHash.startsWith(wipedChar);

/**
 * The message without what it said; a tombstone stays as it is. A change of the conversation (`clientMsgId` "") is no
 * message and stays as it is, too.
 *
 * The body keeps its length in UTF-8 bytes, so that it takes the old one's place in a file: the spaces are inside the
 * object, because a body's first and last character are cut off where frames are made. Only a message of at most three
 * bytes becomes longer, by as many bytes as it lacks to four.
 */
export function tombstoneOf(event: HistoryEvent): HistoryEvent {
  if (event.clientMsgId === "") return event;
  const bytes = packedBytes(event.body) - 1;
  const start = bytes < tombstoneStart.length ? shortStart : tombstoneStart;
  return { ...event, body: `${start.padEnd(bytes)}}`, bodyHash: wipedChar.repeat(event.bodyHash.length) };
}

/** Whether the event is a message of which only the tombstone is left. */
export function isTombstone(event: HistoryEvent): boolean {
  if (event.clientMsgId === "") return false;
  const { body, bodyHash } = tombstoneOf(event);
  return body === event.body && bodyHash === event.bodyHash;
}

/** The events, those with a seq in `erased` as tombstones. */
export const withErased = (events: readonly HistoryEvent[], erased: ReadonlySet<number>): HistoryEvent[] =>
  events.map((event) => (erased.has(event.seq) ? tombstoneOf(event) : event));
