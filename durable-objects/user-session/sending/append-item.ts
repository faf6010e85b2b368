// Converts a submission into an item for the log: serialised and hashed once, here.
import { delivered } from "../../../schema/protocol/content/content.ts";
import { everyone, parseMessageId, type ConversationId } from "../../../schema/protocol/ids.ts";
import type { SendMessageBody } from "../../../schema/protocol/message.ts";
import { refusedAt, type Refused } from "../../../schema/rpc/conversation.ts";
import { hashBody } from "../../runtime/text.ts";
import { asksOf, type ToSend } from "./hold-files.ts";
import { judgeContent } from "./judge-content.ts";

/**
 * Keys are serialised in the shape's order, whatever order the client used, so that a repeat has the same hash.
 *
 * @returns CONTENT_TOO_LARGE, CONTENT_BLANK if nothing is seen of it, or INVALID_FRAME when `replyTo` names a message of another conversation
 */
export function toAppendItem(conversationId: ConversationId, submission: SendMessageBody): ToSend | Refused {
  const { clientMsgId, content, replyTo, mentions, thread, silent, burnAfterMs } = submission;
  const body = JSON.stringify({ content, replyTo, mentions });
  const refusal = judgeContent(content, body);
  if (refusal !== null) return { refusal };
  const reply = replyTo === undefined ? null : parseMessageId(replyTo);
  if (reply !== null && reply.conversationId !== conversationId) return refusedAt("INVALID_FRAME", "/replyTo");
  const stored = delivered(content);
  const isRewritten = stored !== content || silent !== undefined;
  return {
    clientMsgId,
    // `mentions` is last (`conversation/ops/kept-mentions.ts`). Neither `silent`, the thread nor `burnAfterMs` is hashed: a client that
    // comes back to a server which does not know them repeats the message without them.
    body: isRewritten ? JSON.stringify({ content: stored, replyTo, silent, mentions }) : body,
    bodyHash: hashBody(body),
    ...(mentions?.includes(everyone) === true ? { mentionsAll: true as const } : {}),
    ...(reply === null ? {} : { replyToSeq: reply.seq }),
    ...(thread === undefined ? {} : { threadSeq: thread }),
    ...(burnAfterMs === undefined ? {} : { burnAfterMs }),
    ...(isRewritten ? { isRewritten: true as const } : {}),
    ...asksOf(content),
  };
}
