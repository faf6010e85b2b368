// The event `void`: stands for events that the receiver may not see, so that seqs have no gap.
import * as v from "valibot";
import { conversationId, timeMs as exampleTime } from "../examples/story.ts";
import { conversationIdShape } from "../ids.ts";
import { count, seqNumber, strictShape, timeMs } from "../shape.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";

/** Stands for the events from `seq` to `toSeq`, which this user may not see. */
export const voidFrame = strictShape({
  type: v.literal("void"),
  conversationId: conversationIdShape,
  seq: seqNumber,
  toSeq: seqNumber,
  createdAt: timeMs,
  unread: v.exactOptional(count),
  unreadMentions: v.exactOptional(count),
});
export type VoidFrame = v.InferOutput<typeof voidFrame>;

export const voidStretch = {
  ...plainEvent,
  type: "void",
  shape: voidFrame,
  words: "Stands for the events from `seq` to `toSeq`, which this user may not see: still no gap.",
  fields: {
    seq: "The first seq it stands for.",
    createdAt: "The time of the last event it stands for, in milliseconds since 1970.",
    unread: "As in a `new-message`: on the last event of what arrives together.",
  },
  example: { type: "void", conversationId, seq: 12, toSeq: 14, createdAt: exampleTime },
} as const satisfies EventKind<VoidFrame>;
