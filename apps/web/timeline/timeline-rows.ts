// Makes the rows of a conversation: messages grouped by author and time, days, the unread line, and group events.
import type { EventFrame, MessageState, NewMessageFrame, OutgoingMessage, ReceivedContent, UserId } from "@klatch/sdk";
import type { ShownChange } from "../changes/shown-change.ts";
import { dayOf, type Day } from "../text/times.ts";
import { continuesAlbum, isSameAlbum, mostInAlbum } from "./album.ts";

/** Messages of one author that are closer in time than this are grouped. */
const groupWithinMs = 5 * 60_000;

type SystemEvent = Exclude<EventFrame, NewMessageFrame>;

/** A message to show, acked or not. */
export interface ShownMessage {
  readonly key: string;
  /** Null: the message is not acked. */
  readonly seq: number | null;
  readonly messageId: NewMessageFrame["messageId"] | null;
  readonly senderId: UserId;
  /** As its newest edit says. Its words and its component: `apps/web/kinds/`. */
  readonly content: ReceivedContent;
  readonly atMs: number;
  readonly replyTo: NewMessageFrame["messageId"] | undefined;
  /** The first message of the thread that it is a reply in. */
  readonly thread?: number | undefined;
  /** Who wrote what the sender forwarded. */
  readonly forwardedFrom?: NewMessageFrame["forwardedFrom"];
  readonly mentions: readonly UserId[];
  /** What became of it, with what this user does to it; null: it is as it was sent. */
  readonly state: MessageState | null;
  /** The user's own changes that are on their way, or were refused. */
  readonly changes: readonly ShownChange[];
  /** Nobody was notified of it. */
  readonly silent: boolean;
  /** It is gone so many milliseconds after it was read; its state says when. */
  readonly burnAfterMs?: number | undefined;
  /** Null: the message is an event of the log. */
  readonly outgoing: OutgoingMessage | null;
}

export interface MessageRow {
  readonly kind: "message";
  readonly key: string;
  /** Of an album the first. */
  readonly message: ShownMessage;
  /** The pictures that stand together, two or more; left out: it is one message. */
  readonly album?: readonly ShownMessage[];
  readonly own: boolean;
  /** Whether it is the first, and the last, of its group. */
  readonly first: boolean;
  readonly last: boolean;
  readonly atMs: number;
}

export type Row =
  /** The beginning of what this user may see. `hidden`: the log has earlier events. */
  | { readonly kind: "start"; readonly key: string; readonly hidden: boolean }
  | { readonly kind: "day"; readonly key: string; readonly atMs: number }
  | { readonly kind: "unread"; readonly key: string }
  | { readonly kind: "system"; readonly key: string; readonly event: SystemEvent; readonly atMs: number }
  | MessageRow;

/** An event to show, and of a message what became of it. It stays the same object while nothing of it changes. */
export interface ShownEvent {
  readonly event: EventFrame;
  readonly state?: MessageState | null;
  readonly changes?: readonly ShownChange[];
}

export interface RowsInput {
  /** Without the messages that the user has deleted for themselves. */
  readonly items: readonly ShownEvent[];
  readonly outgoing: readonly OutgoingMessage[];
  readonly me: UserId;
  /** The window begins with the first event of the log. */
  readonly atStart: boolean;
  /** The unread line is above the first message of another person after this seq; null: there is no line. */
  readonly unreadAfterSeq: number | null;
  /** Whether an event has no text and therefore gets no row. */
  readonly isSilent: (event: SystemEvent) => boolean;
  /** The day of this time stands above already. */
  readonly belowMs?: number | undefined;
  /** Each message has a row of its own. */
  readonly withoutAlbums?: boolean;
}

export function timelineRows(input: RowsInput): Row[] {
  const { items, outgoing, me, atStart, unreadAfterSeq, isSilent, belowMs, withoutAlbums = false } = input;
  const list = new RowList(me, belowMs === undefined ? null : dayOf(belowMs), !withoutAlbums);
  const first = items[0]?.event;
  const hidden = first !== undefined && (first.type === "void" || first.seq > 1);
  if (atStart) list.push({ kind: "start", key: "start", hidden });
  let unreadShown = unreadAfterSeq === null;
  for (const item of items) {
    const { event } = item;
    if (event.type === "new-message") {
      list.startDay(event.createdAt);
      if (!unreadShown && event.seq > (unreadAfterSeq ?? 0) && event.senderId !== me) {
        list.push({ kind: "unread", key: "unread" });
        unreadShown = true;
      }
      list.pushMessage(shownEvent(item, event));
    } else if (!isSilent(event)) {
      list.startDay(event.createdAt);
      list.push({ kind: "system", key: `event ${event.seq}`, event, atMs: event.createdAt });
    }
  }
  for (const message of outgoing) {
    list.startDay(message.writtenAtMs);
    list.pushMessage(shownOutgoing(message, me));
  }
  return list.end();
}

/** Builds the list of rows. It is rebuilt with each page, even for 10,000 messages, so unchanged rows are reused objects. */
class RowList {
  readonly #me: UserId;
  readonly #rows: Row[] = [];
  /** The newest message, whose row is not made yet: the next message may belong to the same group. */
  #open: { readonly messages: readonly [ShownMessage, ...ShownMessage[]]; readonly first: boolean } | null = null;
  #day: Day | null;
  readonly #hasAlbums: boolean;

  constructor(me: UserId, day: Day | null, hasAlbums: boolean) {
    this.#me = me;
    this.#day = day;
    this.#hasAlbums = hasAlbums;
  }

  push(row: Row): void {
    this.#close(true);
    this.#rows.push(row);
  }

  startDay(atMs: number): void {
    if (this.#day !== null && atMs >= this.#day.fromMs && atMs < this.#day.untilMs) return;
    this.#day = dayOf(atMs);
    this.push({ kind: "day", key: `day ${this.#day.fromMs}`, atMs });
  }

  /** Adds a message. It is grouped with the row before it if that is a recent message of the same author. */
  pushMessage(message: ShownMessage): void {
    const before = this.#open?.messages.at(-1);
    if (this.#open !== null && before !== undefined && this.#hasAlbums) {
      const { messages, first } = this.#open;
      if (messages.length < mostInAlbum && continuesAlbum(before, message)) {
        this.#open = { messages: [...messages, message], first };
        return;
      }
    }
    const joins =
      before !== undefined && before.senderId === message.senderId && message.atMs - before.atMs < groupWithinMs;
    this.#close(!joins);
    this.#open = { messages: [message], first: !joins };
  }

  end(): Row[] {
    this.#close(true);
    return this.#rows;
  }

  #close(last: boolean): void {
    if (this.#open === null) return;
    const { messages, first } = this.#open;
    this.#open = null;
    this.#rows.push(messageRow(messages, messages[0].senderId === this.#me, first, last));
  }
}

const messageRows = new WeakMap<ShownMessage, MessageRow>();

function messageRow(
  messages: readonly [ShownMessage, ...ShownMessage[]],
  own: boolean,
  first: boolean,
  last: boolean,
): MessageRow {
  const [message] = messages;
  const album = messages.length > 1 ? messages : undefined;
  const known = messageRows.get(message);
  const isKnown = known !== undefined && known.own === own && known.first === first && known.last === last;
  if (isKnown && isSameAlbum(known.album, album)) return known;
  const row: MessageRow = {
    ...{ kind: "message", key: message.key, message, own, first, last, atMs: message.atMs },
    ...(album !== undefined && { album }),
  };
  messageRows.set(message, row);
  return row;
}

/** The message whose time and state stand in the row: of an album its last. */
export const lastOf = ({ message, album }: Pick<MessageRow, "message" | "album">): ShownMessage =>
  album?.at(-1) ?? message;

const shown = new WeakMap<ShownEvent, ShownMessage>();

/** Returns the same object for the same item, so that its row does not render again. */
function shownEvent(item: ShownEvent, event: NewMessageFrame): ShownMessage {
  let message = shown.get(item);
  if (message === undefined) {
    const { state = null, changes = [] } = item;
    message = {
      // The `clientMsgId` is in the key, so that the row stays the same when its message is acked.
      key: `${event.senderId} ${event.clientMsgId}`,
      seq: event.seq,
      messageId: event.messageId,
      senderId: event.senderId,
      content: state?.content ?? event.content,
      atMs: event.createdAt,
      replyTo: event.replyTo,
      thread: event.thread,
      ...(event.forwardedFrom !== undefined && { forwardedFrom: event.forwardedFrom }),
      mentions: state?.mentions ?? event.mentions ?? [],
      state,
      changes,
      silent: event.silent === true,
      burnAfterMs: event.burnAfterMs,
      outgoing: null,
    };
    shown.set(item, message);
  }
  return message;
}

const shownOutgoing = (message: OutgoingMessage, me: UserId): ShownMessage => ({
  key: `${me} ${message.clientMsgId}`,
  seq: null,
  messageId: null,
  senderId: me,
  content: message.content,
  atMs: message.writtenAtMs,
  replyTo: message.replyTo,
  thread: message.thread,
  mentions: message.mentions ?? [],
  state: null,
  changes: [],
  silent: message.silent,
  burnAfterMs: message.burnAfterMs,
  outgoing: message,
});
