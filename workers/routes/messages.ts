// A conversation's messages: a page of the log, sending, reading up to one.
import * as v from "valibot";
import { utf8LengthExceeds } from "../../durable-objects/runtime/utf8.ts";
import { messagesQueryShape } from "../../schema/protocol/http-conversations.ts";
import { conversationIdShape, isGroupId, membersOfDirect, type ConversationId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { sendMessageBodyShape, type SendMessageBody } from "../../schema/protocol/message.ts";
import { markReadBodyShape } from "../../schema/protocol/signal.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { authenticated, type CallerContext } from "../http/authenticate.ts";
import { readBody, readJson } from "../http/body.ts";
import { jsonResponse, jsonTextResponse } from "../http/json-response.ts";
import { readQuery, readSegment } from "../http/query.ts";
import { isRefused } from "../http/request-context.ts";
import type { IRequest } from "itty-router";

/** GET /api/conversations/:conversationId/messages */
export const listMessages = authenticated(async (request, { session }) => {
  const conversationId = ownConversation(request, session);
  if (conversationId === null) return refused("CONVERSATION_NOT_FOUND");
  const parsed = readQuery(request.url, messagesQueryShape);
  if (isRefused(parsed)) return parsed;
  const page = await session.ask({ kind: "load-page", conversationId, ...parsed.query });
  if (isRefused(page)) return page;
  const { frames, ...rest } = page;
  // The events are JSON text already, as they travel on sockets.
  return jsonTextResponse(`{"events":[${frames.join(",")}],${JSON.stringify(rest).slice(1)}`);
});

/** POST /api/conversations/:conversationId/messages */
export const sendMessage = authenticated(async (request, { session }) => {
  const conversationId = ownConversation(request, session);
  if (conversationId === null) return refused("CONVERSATION_NOT_FOUND");
  const parsed = await readSubmission(request);
  if (isRefused(parsed)) return parsed;
  const ack = await session.ask({ kind: "send-message", conversationId, body: parsed.body });
  if (!isRefused(ack)) return jsonResponse(ack, 201);
  // The session judges what only it can (a `replyTo` elsewhere) in the words of its sockets; here nobody sent a frame.
  return ack.refusal.code === "INVALID_FRAME" ? refused("INVALID_REQUEST") : ack;
});

/** POST /api/conversations/:conversationId/read */
export const markRead = authenticated(async (request, { session }) => {
  const conversationId = ownConversation(request, session);
  if (conversationId === null) return refused("CONVERSATION_NOT_FOUND");
  const parsed = await readBody(request, markReadBodyShape);
  if (isRefused(parsed)) return parsed;
  const read = await session.ask({ kind: "mark-read", conversationId, seq: parsed.body.seq });
  return isRefused(read) ? read : jsonResponse({ conversationId, seq: read.cursorSeq, unread: read.unread });
});

/** A direct conversation's id names its members; which groups the caller is in, the session knows. */
function ownConversation(request: IRequest, { userId }: CallerContext["session"]): ConversationId | null {
  const id = readSegment(request.params["conversationId"], conversationIdShape);
  return id !== null && (isGroupId(id) || membersOfDirect(id)?.includes(userId) === true) ? id : null;
}

/** Content beyond its limit has a code of its own, as on a socket. */
async function readSubmission(request: IRequest): Promise<{ readonly body: SendMessageBody } | Refused> {
  const json = await readJson(request);
  if (isRefused(json)) return json;
  const parsed = v.safeParse(sendMessageBodyShape, json.value, { abortEarly: true });
  if (parsed.success) return { body: parsed.output };
  const { content } = (json.value ?? {}) as { readonly content?: unknown };
  const isTooLarge = content !== undefined && utf8LengthExceeds(JSON.stringify(content), wireLimits.maxContentBytes);
  return refused(isTooLarge ? "CONTENT_TOO_LARGE" : "INVALID_REQUEST");
}
