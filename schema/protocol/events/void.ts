// The event `void`: stands for events that the receiver may not see, so that seqs have no gap.
import type * as v from "valibot";
import { conversationId, timeMs as exampleTime } from "../examples/story.ts";
import { seqNumber } from "../shape.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { eventShape } from "./event-shape.ts";

/** Stands for the events from `seq` to `toSeq`, which this user may not see. */
export const voidFrame = eventShape("void", {
  toSeq: seqNumber,
});
export type VoidFrame = v.InferOutput<typeof voidFrame>;

export const voidStretch = {
  ...plainEvent,
  type: "void",
  shape: voidFrame,
  words: "Stands for the events from `seq` to `toSeq`, which this user may not see: still no gap.",
  fields: {
    ...plainEvent.fields,
    seq: "The first seq it stands for.",
    createdAt: "The time of the last event it stands for, in milliseconds since 1970.",
  },
  example: { type: "void", conversationId, seq: 12, toSeq: 14, createdAt: exampleTime },
} as const satisfies EventKind<VoidFrame>;
