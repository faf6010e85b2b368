// What a conversation shows, row by row: messages grouped by author and time, days, the line above what is new.
import type { EventFrame, NewMessageFrame, OutgoingMessage, UserId } from "@klatch/sdk";
import { dayKey } from "../text/times.ts";

/** Messages of one author closer than this stand together. */
const groupWithinMs = 5 * 60_000;

type SystemEvent = Exclude<EventFrame, NewMessageFrame>;

/** A message as it is shown, whether the server has it or not. */
export interface ShownMessage {
  readonly key: string;
  /** Null: not acked. */
  readonly seq: number | null;
  readonly messageId: NewMessageFrame["messageId"] | null;
  readonly senderId: UserId;
  readonly text: string;
  readonly atMs: number;
  readonly replyTo: NewMessageFrame["messageId"] | undefined;
  readonly mentions: readonly UserId[];
  /** Null: the server has it. */
  readonly outgoing: OutgoingMessage | null;
}

export type Row =
  | { readonly kind: "start"; readonly key: string }
  | { readonly kind: "day"; readonly key: string; readonly atMs: number }
  | { readonly kind: "unread"; readonly key: string }
  | { readonly kind: "system"; readonly key: string; readonly event: SystemEvent; readonly atMs: number }
  | {
      readonly kind: "message";
      readonly key: string;
      readonly message: ShownMessage;
      readonly own: boolean;
      /** First and last of those that stand together. */
      readonly first: boolean;
      readonly last: boolean;
      readonly atMs: number;
    };

export interface RowsInput {
  readonly events: readonly EventFrame[];
  readonly outgoing: readonly OutgoingMessage[];
  readonly me: UserId;
  /** The window begins with the first event there is. */
  readonly atStart: boolean;
  /** The line stands above the first message of somebody else after this seq; null: there is none. */
  readonly unreadAfterSeq: number | null;
  /** Says nothing by itself, so it gets no row. */
  readonly isSilent: (event: SystemEvent) => boolean;
}

export function timelineRows({ events, outgoing, me, atStart, unreadAfterSeq, isSilent }: RowsInput): Row[] {
  const rows: Row[] = [];
  if (atStart) rows.push({ kind: "start", key: "start" });
  let day = "";
  let unreadShown = unreadAfterSeq === null;

  const startDay = (atMs: number): void => {
    const key = dayKey(atMs);
    if (key === day) return;
    day = key;
    rows.push({ kind: "day", key: `day ${key}`, atMs });
  };

  for (const event of events) {
    if (event.type === "new-message") {
      startDay(event.createdAt);
      if (!unreadShown && event.seq > (unreadAfterSeq ?? 0) && event.senderId !== me) {
        rows.push({ kind: "unread", key: "unread" });
        unreadShown = true;
      }
      pushMessage(rows, shownEvent(event), me);
    } else if (!isSilent(event)) {
      startDay(event.createdAt);
      rows.push({ kind: "system", key: `event ${event.seq}`, event, atMs: event.createdAt });
    }
  }
  for (const message of outgoing) {
    startDay(message.writtenAtMs);
    pushMessage(rows, shownOutgoing(message, me), me);
  }
  return rows;
}

/** Stands with the row before it when that is a message of the same author, lately written. */
function pushMessage(rows: Row[], message: ShownMessage, me: UserId): void {
  const before = rows.at(-1);
  const joins =
    before?.kind === "message" &&
    before.message.senderId === message.senderId &&
    message.atMs - before.atMs < groupWithinMs;
  if (joins) rows[rows.length - 1] = { ...before, last: false };
  rows.push({
    kind: "message",
    key: message.key,
    message,
    own: message.senderId === me,
    first: !joins,
    last: true,
    atMs: message.atMs,
  });
}

const shown = new WeakMap<NewMessageFrame, ShownMessage>();

/** The same object for the same event, so that its row need not be drawn again. */
function shownEvent(event: NewMessageFrame): ShownMessage {
  let message = shown.get(event);
  if (message === undefined) {
    message = {
      // The sender's own id: the row stays the same when its message is acked.
      key: `${event.senderId} ${event.clientMsgId}`,
      seq: event.seq,
      messageId: event.messageId,
      senderId: event.senderId,
      text: event.content.text,
      atMs: event.createdAt,
      replyTo: event.replyTo,
      mentions: event.mentions ?? [],
      outgoing: null,
    };
    shown.set(event, message);
  }
  return message;
}

const shownOutgoing = (message: OutgoingMessage, me: UserId): ShownMessage => ({
  key: `${me} ${message.clientMsgId}`,
  seq: null,
  messageId: null,
  senderId: me,
  text: message.content.text,
  atMs: message.writtenAtMs,
  replyTo: message.replyTo,
  mentions: message.mentions ?? [],
  outgoing: message,
});
