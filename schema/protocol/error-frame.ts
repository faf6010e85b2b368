// A refusal on a socket.
import * as v from "valibot";
import { strictShape, count } from "./shape.ts";
import { clientMsgIdShape, conversationIdShape } from "./ids.ts";
import { errorCodes } from "./errors.ts";

/** `clientMsgId` and `conversationId` repeat the refused frame's, where it had well-formed ones. */
export const errorFrame = strictShape({
  type: v.literal("error"),
  code: v.picklist(errorCodes),
  message: v.string(),
  clientMsgId: v.exactOptional(clientMsgIdShape),
  conversationId: v.exactOptional(conversationIdShape),
  retryAfterMs: v.exactOptional(count),
});
export type ErrorFrame = v.InferOutput<typeof errorFrame>;
