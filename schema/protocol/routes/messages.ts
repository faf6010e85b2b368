// The routes of a conversation's log.
import { messagesQueryShape, messagesResultShape } from "../http-conversations.ts";
import { wireLimits } from "../limits.ts";
import { messageAckBody, sendMessageBodyShape } from "../message.ts";
import { markReadBodyShape, markReadResultShape } from "../signal.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { listing } from "./spends.ts";

export const messageRoutes = {
  listMessages: route({
    method: "GET",
    path: "/api/conversations/:conversationId/messages",
    who: "user",
    spends: listing,
    segments: { conversationId: segment.conversationId },
    query: messagesQueryShape,
    answers: { 200: messagesResultShape },
  }),
  sendMessage: route({
    method: "POST",
    path: "/api/conversations/:conversationId/messages",
    who: "user",
    spends: ["requests", "messages", "bytes", "calls", "deliveries"],
    idempotency: "by-id",
    segments: { conversationId: segment.conversationId },
    body: sendMessageBodyShape,
    sizedField: { name: "content", maxBytes: wireLimits.maxContentBytes, otherwise: "CONTENT_TOO_LARGE" },
    answers: { 201: messageAckBody },
    codes: [
      "FORBIDDEN",
      "MUTED",
      "READ_ONLY",
      "DUPLICATE_MESSAGE",
      "CONTENT_BLANK",
      "CLOCK_AHEAD",
      "SEQ_OUT_OF_RANGE",
      "MESSAGE_NOT_FOUND",
      "FILE_NOT_FOUND",
      "FILE_NOT_READY",
      "FILE_QUARANTINED",
      "CONVERSATION_FULL",
      "TOO_MANY",
      "NOT_ACCEPTED",
      "USER_NOT_FOUND",
    ],
    limits: ["LIMIT_LATE_LOOKUPS_PER_MINUTE", "maxContentBytes", "maxMentions", "minBurnMs", "maxBurnMs", "maxBurning"],
  }),
  markRead: route({
    method: "POST",
    path: "/api/conversations/:conversationId/read",
    who: "user",
    spends: ["requests", "calls", "deliveries"],
    idempotency: "natural",
    segments: { conversationId: segment.conversationId },
    body: markReadBodyShape,
    answers: { 200: markReadResultShape },
    codes: ["SEQ_OUT_OF_RANGE"],
  }),
} as const;

export const messageWords: WordsOf<typeof messageRoutes> = {
  listMessages: {
    summary: "Read a conversation's log",
    description:
      "A page of events, rising by seq: those before a seq, after one, or around one, or the newest. `before`, `after` and `around` exclude each other. Beside them is the state of each message on the page that was changed since it was sent.",
    query: {
      before: { description: "Events with a lower seq, the nearest ones.", example: 42 },
      after: { description: "Events with a higher seq, the nearest ones.", example: 41 },
      around: { description: "Events on both sides of this seq, with it.", example: 42 },
      limit: { description: "The most events in a page.", example: 50 },
    },
    answers: { 200: "A page of events." },
  },
  sendMessage: {
    summary: "Send a message",
    description:
      "Sends a message, through the same queue and limits as a socket's. Repeat it with the same `clientMsgId` until it is acked or refused: it is stored once, and a repeat gets the first ack again. A text of which nobody sees anything is refused: spaces of any script, zero-width and other invisible characters.",
    answers: { 201: "The message is committed: no crash can lose it." },
  },
  markRead: {
    summary: "Mark as read",
    description: "Moves the caller's read cursor forward, on all devices.",
    answers: { 200: "The cursor and what is left unread." },
  },
};
