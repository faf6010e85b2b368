// The event `message-recalled`: a message was taken back for everybody. What it said is nowhere any more.
import * as v from "valibot";
import { conversationId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { userIdShape } from "../ids.ts";
import { recallReasonShape } from "../message-state.ts";
import { seqNumber } from "../shape.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { laterEventShape } from "./event-shape.ts";

const messageRecalledFrame = laterEventShape("message-recalled", {
  targetSeq: seqNumber,
  senderId: userIdShape,
  reason: recallReasonShape,
  /** The first message of the thread that the recalled one was a reply in. */
  thread: v.exactOptional(seqNumber),
});
export type MessageRecalledFrame = v.InferOutput<typeof messageRecalledFrame>;

export const messageRecalled = {
  ...plainEvent,
  type: "message-recalled",
  shape: messageRecalledFrame,
  isQuiet: true,
  fallback: () => "A message was removed.",
  targets: ({ targetSeq }) => [targetSeq],
  words:
    "The message at `targetSeq` was taken back for everybody: clients forget what it said, in its edits too, and show that it was removed.",
  fields: {
    ...plainEvent.fields,
    targetSeq: "The message that was taken back.",
    senderId: "Who took it back.",
    thread: "The first message of the thread that it was a reply in: that has one reply less.",
  },
  example: {
    type: "message-recalled",
    conversationId,
    seq: 43,
    targetSeq: 42,
    senderId: userIds.alice,
    reason: "sender",
    createdAt: exampleTime,
    fallback: "A message was removed.",
  },
} as const satisfies EventKind<MessageRecalledFrame>;
