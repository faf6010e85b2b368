// The event `messages-expired`: the time of messages was over. What they said is nowhere any more.
import * as v from "valibot";
import { conversationId, timeMs as exampleTime } from "../examples/story.ts";
import { seqNumber } from "../shape.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { laterEventShape } from "./event-shape.ts";

const messagesExpiredFrame = laterEventShape("messages-expired", {
  targetSeqs: v.array(seqNumber),
  /** Of those that were replies in threads: by seq, the first message of the thread. */
  threads: v.exactOptional(v.record(v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,15}$/)), seqNumber)),
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
    ...plainEvent.fields,
    targetSeqs: "The messages; those that this user may not see are left out.",
    threads:
      "Of messages that were replies in threads: by seq, the first message of the thread, which has one reply less.",
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
