// The event `messages-expired`: the time of messages was over. What they said is nowhere any more.
import * as v from "valibot";
import { conversationId, timeMs as exampleTime } from "../examples/story.ts";
import { conversationIdShape } from "../ids.ts";
import { count, seqNumber, strictShape, timeMs } from "../shape.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";

const messagesExpiredFrame = strictShape({
  type: v.literal("messages-expired"),
  conversationId: conversationIdShape,
  seq: seqNumber,
  targetSeqs: v.array(seqNumber),
  createdAt: timeMs,
  unread: v.exactOptional(count),
  /** For clients of earlier versions. */
  fallback: v.string(),
  unreadMentions: v.exactOptional(count),
});
export type MessagesExpiredFrame = v.InferOutput<typeof messagesExpiredFrame>;

export const messagesExpired = {
  ...plainEvent,
  type: "messages-expired",
  shape: messagesExpiredFrame,
  isQuiet: true,
  fallback: () => "Messages have expired.",
  targets: ({ targetSeqs }) => targetSeqs,
  words: "The time of these messages was over: clients forget what they said.",
  fields: {
    targetSeqs: "The messages; those that this user may not see are left out.",
    unread: "As in a `new-message`: on the last event of what arrives together.",
  },
  example: {
    type: "messages-expired",
    conversationId,
    seq: 43,
    targetSeqs: [40, 42],
    createdAt: exampleTime,
    fallback: "Messages have expired.",
  },
} as const satisfies EventKind<MessagesExpiredFrame>;
