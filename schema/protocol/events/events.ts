// All events: frames that take a seq. A kind that is listed here is known everywhere.
import * as v from "valibot";
import { shapesOf } from "../shapes-of.ts";
import type { ConversationId } from "../ids.ts";
import type { UnknownKind } from "../unknown.ts";
import type { EventKind } from "./event-kind.ts";
import { conversationSettingsChanged } from "./conversation-settings-changed.ts";
import { groupChanged } from "./group-changed.ts";
import { memberChanged } from "./member-changed.ts";
import { messageEdited, type MessageEditedFrame } from "./message-edited.ts";
import { messageRecalled } from "./message-recalled.ts";
import { messagesExpired } from "./messages-expired.ts";
import { newMessage, type NewMessageFrame } from "./new-message.ts";
import { pinChanged } from "./pin-changed.ts";
import { pollClosed } from "./poll-closed.ts";
import { reactionChanged } from "./reaction-changed.ts";
import { voidStretch } from "./void.ts";
import { voteChanged } from "./vote-changed.ts";

const kinds = [
  newMessage,
  messageEdited,
  messageRecalled,
  messagesExpired,
  reactionChanged,
  pinChanged,
  voteChanged,
  pollClosed,
  memberChanged,
  groupChanged,
  conversationSettingsChanged,
  voidStretch,
] as const;

/** The union of all events that this version makes. */
export const eventFrame = v.variant("type", shapesOf(kinds));
export type KnownEvent = v.InferOutput<typeof eventFrame>;

/** An event of a kind that this version does not know: it takes its place in the log, and is shown by its `fallback`. */
export interface UnknownEvent {
  readonly type: UnknownKind;
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly createdAt: number;
  readonly unread?: number;
  readonly unreadMentions?: number;
  readonly fallback?: string;
  readonly [field: string]: unknown;
}

/** As a client gets it: a newer server knows more kinds of events and contents. */
export type EventFrame =
  | NewMessageFrame
  | MessageEditedFrame
  | Exclude<KnownEvent, { readonly type: "new-message" | "message-edited" }>
  | UnknownEvent;

type AnyFrame = { readonly type: string };
/** By type. */
export const eventKinds: ReadonlyMap<string, EventKind<AnyFrame>> = new Map(
  kinds.map((kind) => [kind.type, kind as EventKind<AnyFrame>]),
);

export const isEvent = (frame: AnyFrame): frame is KnownEvent => eventKinds.has(frame.type);
