// The frame for a refusal on a socket.
import * as v from "valibot";
import { strictShape, count } from "./shape.ts";
import { clientMsgId, conversationId } from "./examples/story.ts";
import type { DownFrameKind } from "./frame-kind.ts";
import { clientMsgIdShape, conversationIdShape } from "./ids.ts";
import { errorCodes, errorRules } from "./errors.ts";
import { requestId } from "./request-id.ts";

/** `requestId`, `clientMsgId` and `conversationId` repeat those of the refused frame, if they were well-formed. */
export const errorFrame = strictShape({
  type: v.literal("error"),
  code: v.picklist(errorCodes),
  message: v.string(),
  requestId,
  clientMsgId: v.exactOptional(clientMsgIdShape),
  conversationId: v.exactOptional(conversationIdShape),
  pointer: v.exactOptional(v.string()),
  retryAfterMs: v.exactOptional(count),
  limit: v.exactOptional(v.string()),
});
export type ErrorFrame = v.InferOutput<typeof errorFrame>;

export const errorAnswer = {
  type: "error",
  name: "ErrorFrame",
  shape: errorFrame,
  words: "A refusal; the socket stays open unless the code has a close code and it ends the socket.",
  fields: {
    requestId: "The refused frame's, where it had a well-formed one.",
    pointer:
      "Which field of the frame is wrong, as a JSON Pointer (RFC 6901); empty for the whole frame. Of `INVALID_FRAME`, `CONTENT_TOO_LARGE` and `CONTENT_BLANK`.",
    clientMsgId: "The refused frame's, where it had a well-formed one.",
    conversationId: "The refused frame's, where it had a well-formed one.",
  },
  example: {
    type: "error",
    code: "RATE_LIMITED",
    message: errorRules.RATE_LIMITED.title,
    clientMsgId,
    conversationId,
    retryAfterMs: 250,
    limit: "frames",
  },
} as const satisfies DownFrameKind<ErrorFrame>;
