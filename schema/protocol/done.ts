// The answer to a frame that has no answer of its own.
import * as v from "valibot";
import { conversationId } from "./examples/story.ts";
import type { DownFrameKind } from "./frame-kind.ts";
import { conversationIdShape } from "./ids.ts";
import { requestIdShape } from "./request-id.ts";
import { seqNumber, strictShape } from "./shape.ts";

/** `seq`: the event that the frame caused. */
export const doneFrame = strictShape({
  type: v.literal("done"),
  requestId: requestIdShape,
  conversationId: v.exactOptional(conversationIdShape),
  seq: v.exactOptional(seqNumber),
});
export type DoneFrame = v.InferOutput<typeof doneFrame>;

export const done = {
  type: "done",
  name: "DoneFrame",
  shape: doneFrame,
  words:
    "The frame with this `requestId` is carried out, and what it changed is committed. Only for frames that carry a " +
    "`requestId` and have no answer of their own.",
  fields: { seq: "The event that the frame caused, if it caused one." },
  example: { type: "done", requestId: "r-7", conversationId },
} as const satisfies DownFrameKind<DoneFrame>;
