// Forwarding: who asks names messages, and the server copies what they may see of them.
import * as v from "valibot";
import { clientMsgIdShape, conversationIdShape, userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { messageAckBody } from "./message.ts";
import { seqNumber, strictShape } from "./shape.ts";

/** Where messages are forwarded from. */
export const forwardSourceShape = strictShape({
  conversationId: conversationIdShape,
  seqs: v.pipe(v.array(seqNumber), v.minLength(1), v.maxLength(wireLimits.maxForwarded)),
});
export type ForwardSource = v.InferOutput<typeof forwardSourceShape>;

export const forwardBodyShape = strictShape({
  clientMsgId: clientMsgIdShape,
  from: forwardSourceShape,
  merged: v.boolean(),
});
export type ForwardBody = v.InferOutput<typeof forwardBodyShape>;

/** In the order of the messages. */
export const forwardResultShape = strictShape({ items: v.array(messageAckBody) });

/** Who wrote a message that somebody else forwarded. */
export const forwardedFromShape = strictShape({ senderId: userIdShape, senderName: v.string() });
export type ForwardedFrom = v.InferOutput<typeof forwardedFromShape>;
