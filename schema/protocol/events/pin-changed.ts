// The event `pin-changed`: a message was pinned for everybody, or is pinned no more.
import * as v from "valibot";
import { conversationId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { userIdShape } from "../ids.ts";
import { seqNumber } from "../shape.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { laterEventShape } from "./event-shape.ts";

const pinChangedFrame = laterEventShape("pin-changed", {
  targetSeq: seqNumber,
  senderId: userIdShape,
  active: v.boolean(),
});
export type PinChangedFrame = v.InferOutput<typeof pinChangedFrame>;

export const pinChanged = {
  ...plainEvent,
  type: "pin-changed",
  shape: pinChangedFrame,
  isQuiet: true,
  fallback: ({ active }) => (active ? "A message was pinned." : "A message was unpinned."),
  targets: ({ targetSeq }) => [targetSeq],
  words: "The message at `targetSeq` was pinned for everybody, or is pinned no more.",
  fields: {
    ...plainEvent.fields,
    targetSeq: "The message.",
    senderId: "Who did it.",
    active: "False: it is pinned no more.",
  },
  example: {
    type: "pin-changed",
    conversationId,
    seq: 43,
    targetSeq: 42,
    senderId: userIds.bob,
    active: true,
    createdAt: exampleTime,
    fallback: "A message was pinned.",
  },
} as const satisfies EventKind<PinChangedFrame>;
