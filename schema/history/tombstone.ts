// What is left of an erased message: its place, time, sender and id. Pure; the log and both tiers use the same form.
import { packedBytes, type HistoryEvent } from "./packed-events.ts";

/** What a client sees of what is gone. */
export const tombstoneContent = { type: "gone", fallback: "This message was removed." } as const;

/** Of messages that have room for it, and of shorter ones. A client that does not know the content shows `fallback`. */
const tombstoneStart = `{"content":${JSON.stringify(tombstoneContent)}`;
const shortStart = `{"content":{"type":"gone","fallback":""}`;

/** How the body of a reply in a thread begins: the log writes it so. Its tombstone stays in the thread. */
const inThread = /^\{"thread":\d+,/;

/** Takes the place of each character of a body's hash: from a kept hash a short text is guessed. No hash has it. */
const wipedChar = "-";

export const isWipedHash = (bodyHash: string): boolean => bodyHash.startsWith(wipedChar);

/** How the body of an edit begins: the log writes it so. */
const editStart = '{"type":"message-edited",';
const editContent = ',"content":';
/** Each edit had its content and its `fallback`, which together were no shorter. */
const goneEdit = ',"content":{"type":"gone","fallback":""},"fallback":""';

/** What of an edit's body is not its words; null for the body of any other event. */
function editHead(body: string): string | null {
  if (!body.startsWith(editStart)) return null;
  const at = body.indexOf(editContent);
  return at < 0 ? null : body.slice(0, at);
}

/**
 * The message or edit without what it said; a tombstone stays as it is. Any other change of the conversation
 * (`clientMsgId` "") has no words of a message and stays as it is, too.
 *
 * The body keeps its length in UTF-8 bytes, so that it takes the old one's place in a file: the spaces are inside the
 * object, because a body's first and last character are cut off where frames are made. Only a message of at most three
 * bytes becomes longer, by as many bytes as it lacks to four.
 */
export function tombstoneOf(event: HistoryEvent): HistoryEvent {
  const bytes = packedBytes(event.body) - 1;
  const bodyHash = wipedChar.repeat(event.bodyHash.length);
  if (event.clientMsgId === "") {
    const head = editHead(event.body);
    return head === null ? event : { ...event, body: `${`${head}${goneEdit}`.padEnd(bytes)}}`, bodyHash };
  }
  const [thread = "{"] = inThread.exec(event.body) ?? [];
  const [short, long] = [shortStart, tombstoneStart].map((text) => `${thread}${text.slice(1)}`) as [string, string];
  const start = bytes < long.length ? short : long;
  return { ...event, body: `${start.padEnd(bytes)}}`, bodyHash };
}

/** An edit's body as it is stored: its tombstone takes no more bytes. Any other body as it is. */
export function withRoomForTombstone(body: string): string {
  const head = editHead(body);
  const bytes = packedBytes(body);
  const needed = head === null ? 0 : head.length + goneEdit.length + 1;
  return bytes >= needed ? body : `${body.slice(0, -1).padEnd(body.length - 1 + needed - bytes)}}`;
}

/** Whether the event is a message or edit of which only the tombstone is left. */
export function isTombstone(event: HistoryEvent): boolean {
  if (event.clientMsgId === "" && editHead(event.body) === null) return false;
  const { body, bodyHash } = tombstoneOf(event);
  return body === event.body && bodyHash === event.bodyHash;
}

/** The events, those with a seq in `erased` as tombstones. */
export const withErased = (events: readonly HistoryEvent[], erased: ReadonlySet<number>): HistoryEvent[] =>
  events.map((event) => (erased.has(event.seq) ? tombstoneOf(event) : event));
