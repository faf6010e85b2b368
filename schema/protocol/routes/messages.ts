// The routes of messages. The log of a conversation.
import { messagesQueryShape, messagesResultShape } from "../http-conversations.ts";
import { wireLimits } from "../limits.ts";
import { messageAckBody, sendMessageBodyShape } from "../message.ts";
import { markReadBodyShape, markReadResultShape } from "../signal.ts";
import { queryOf, route } from "./route.ts";
import * as segment from "./segments.ts";

export const messageRoutes = {
  listMessages: route({
    method: "GET",
    path: "/api/conversations/:conversationId/messages",
    who: "user",
    segments: { conversationId: segment.conversationId },
    query: queryOf(messagesQueryShape, {
      before: { description: "Events with a lower seq, the nearest ones.", example: 42 },
      after: { description: "Events with a higher seq, the nearest ones.", example: 41 },
      limit: { description: "The most events in a page.", example: 50 },
    }),
    answers: { 200: { description: "A page of events.", body: messagesResultShape } },
    tag: "messages",
    summary: "Read a conversation's log",
    description:
      "A page of events, rising by seq: those before a seq, those after one, or the newest. `before` and `after` exclude each other.",
  }),
  sendMessage: route({
    method: "POST",
    path: "/api/conversations/:conversationId/messages",
    who: "user",
    segments: { conversationId: segment.conversationId },
    body: sendMessageBodyShape,
    sizedField: { name: "content", maxBytes: wireLimits.maxContentBytes, otherwise: "CONTENT_TOO_LARGE" },
    answers: { 201: { description: "The message is committed: no crash can lose it.", body: messageAckBody } },
    codes: ["FORBIDDEN", "MUTED", "READ_ONLY", "DUPLICATE_MESSAGE", "CLOCK_AHEAD", "SEQ_OUT_OF_RANGE"],
    limits: ["LIMIT_LATE_LOOKUPS_PER_MINUTE", "maxContentBytes", "maxMentions"],
    tag: "messages",
    summary: "Send a message",
    description:
      "Sends a message, through the same queue and limits as a socket's. Repeat it with the same `clientMsgId` until it is acked or refused: it is stored once, and a repeat gets the first ack again.",
  }),
  markRead: route({
    method: "POST",
    path: "/api/conversations/:conversationId/read",
    who: "user",
    segments: { conversationId: segment.conversationId },
    body: markReadBodyShape,
    answers: { 200: { description: "The cursor and what is left unread.", body: markReadResultShape } },
    codes: ["SEQ_OUT_OF_RANGE"],
    tag: "messages",
    summary: "Mark as read",
    description: "Moves the caller's read cursor forward, on all devices.",
  }),
} as const;
