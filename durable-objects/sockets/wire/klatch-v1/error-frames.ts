// Refusals on a socket: the one place where a code becomes an error frame.
import * as v from "valibot";
import { errorRuleOf, type Refusal } from "../../../../schema/protocol/errors.ts";
import type { ErrorFrame } from "../../../../schema/protocol/error-frame.ts";
import { clientMsgIdShape, conversationIdShape } from "../../../../schema/protocol/ids.ts";
import { requestIdShape } from "../../../../schema/protocol/request-id.ts";

/** Tells a client which of its frames an error is about. */
export type FrameOrigin = Pick<ErrorFrame, "requestId" | "clientMsgId" | "conversationId">;

/** The ids of a frame that may otherwise be invalid; malformed ids are left out. */
export function originOf(frame: object): FrameOrigin {
  const { requestId, clientMsgId, conversationId } = frame as Partial<Record<keyof FrameOrigin, unknown>>;
  const request = v.safeParse(requestIdShape, requestId);
  const message = v.safeParse(clientMsgIdShape, clientMsgId);
  const conversation = v.safeParse(conversationIdShape, conversationId);
  return {
    ...(request.success ? { requestId: request.output } : {}),
    ...(message.success ? { clientMsgId: message.output } : {}),
    ...(conversation.success ? { conversationId: conversation.output } : {}),
  };
}

/** Always the same text for a code: nothing of the input or the cause is sent back but the name of the wrong field. */
export function errorFrameOf({ code, retryAfterMs, pointer, limit }: Refusal, origin: FrameOrigin = {}): ErrorFrame {
  const message = errorRuleOf(code).title;
  return {
    type: "error",
    code,
    message,
    ...origin,
    ...(pointer !== undefined && { pointer }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(limit !== undefined && { limit }),
  };
}
