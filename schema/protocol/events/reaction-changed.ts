// The event `reaction-changed`: somebody put an emoji to a message, or took it away.
import * as v from "valibot";
import { conversationId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { userIdShape } from "../ids.ts";
import { seqNumber } from "../shape.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { laterEventShape } from "./event-shape.ts";

const reactionChangedFrame = laterEventShape("reaction-changed", {
  targetSeq: seqNumber,
  senderId: userIdShape,
  emoji: v.string(),
  active: v.boolean(),
});
export type ReactionChangedFrame = v.InferOutput<typeof reactionChangedFrame>;

export const reactionChanged = {
  ...plainEvent,
  type: "reaction-changed",
  shape: reactionChangedFrame,
  isQuiet: true,
  fallback: ({ emoji, active }) => (active ? `Reacted: ${emoji}` : `Took a reaction back: ${emoji}`),
  targets: ({ targetSeq }) => [targetSeq],
  words: "Somebody put an emoji to the message at `targetSeq`, or took it away.",
  fields: {
    ...plainEvent.fields,
    targetSeq: "The message that it belongs to.",
    senderId: "Whose reaction it is.",
    emoji: "In its full form, without a skin tone: one form for all that mean the same.",
    active: "False: it was taken away.",
  },
  example: {
    type: "reaction-changed",
    conversationId,
    seq: 43,
    targetSeq: 42,
    senderId: userIds.bob,
    emoji: "👍",
    active: true,
    createdAt: exampleTime,
    fallback: "Reacted: 👍",
  },
} as const satisfies EventKind<ReactionChangedFrame>;
