// The event `conversation-settings-changed`: what holds for all members of a conversation, direct or group, is another.
import * as v from "valibot";
import { conversationId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { userIdShape } from "../ids.ts";
import { count } from "../shape.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { laterEventShape } from "./event-shape.ts";

const conversationSettingsChangedFrame = laterEventShape("conversation-settings-changed", {
  senderId: userIdShape,
  /** Null: messages stay for good. */
  ttlMs: v.nullable(count),
});
export type ConversationSettingsChangedFrame = v.InferOutput<typeof conversationSettingsChangedFrame>;

export const conversationSettingsChanged = {
  ...plainEvent,
  type: "conversation-settings-changed",
  shape: conversationSettingsChangedFrame,
  fallback: ({ ttlMs }) =>
    ttlMs === null ? "Messages stay from now on." : "Messages disappear after some time from now on.",
  words: "Somebody has set how long messages of the conversation stay: those that are sent from now on.",
  fields: {
    ...plainEvent.fields,
    senderId: "Who has set it.",
  },
  example: {
    type: "conversation-settings-changed",
    conversationId,
    seq: 43,
    senderId: userIds.alice,
    ttlMs: 86_400_000,
    createdAt: exampleTime,
    fallback: "Messages disappear after some time from now on.",
  },
} as const satisfies EventKind<ConversationSettingsChangedFrame>;
