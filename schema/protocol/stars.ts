// Starred messages: a list of each user's own, and the news of a change for all of their devices.
import * as v from "valibot";
import { conversationId, timeMs as exampleTime } from "./examples/story.ts";
import type { DownFrameKind } from "./frame-kind.ts";
import { conversationIdShape } from "./ids.ts";
import { pageQueryShape } from "./page-query.ts";
import { listShape, seqNumber, strictShape, timeMs } from "./shape.ts";

export const starShape = strictShape({ conversationId: conversationIdShape, seq: seqNumber, starredAt: timeMs });
/** A message that the user has starred. */
export type Star = v.InferOutput<typeof starShape>;

export const starredQueryShape = pageQueryShape;
/** The newest star first. */
export const starredResultShape = listShape(starShape);
export type StarredResult = v.InferOutput<typeof starredResultShape>;

export const starChangedFrame = strictShape({
  type: v.literal("star-changed"),
  conversationId: conversationIdShape,
  seq: seqNumber,
  starredAt: v.nullable(timeMs),
});
export type StarChangedFrame = v.InferOutput<typeof starChangedFrame>;

export const starChanged = {
  type: "star-changed",
  name: "StarChangedFrame",
  shape: starChangedFrame,
  words:
    "The user has starred a message, or taken the star back, on any of their devices. It is no event and has no place in the " +
    "log; a device that was away asks for the list again.",
  fields: { seq: "The message's seq.", starredAt: "When it was starred; null: it is not any more." },
  example: { type: "star-changed", conversationId, seq: 42, starredAt: exampleTime },
} as const satisfies DownFrameKind<StarChangedFrame>;
