// The route that forwards messages.
import { forwardBodyShape, forwardResultShape } from "../forwards.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

export const forwardRoutes = {
  forwardMessages: route({
    method: "POST",
    path: "/api/conversations/:conversationId/forwards",
    who: "user",
    spends: ["requests", "messages", "bytes", "calls", "rows", "deliveries"],
    idempotency: "by-id",
    segments: { conversationId: segment.conversationId },
    body: forwardBodyShape,
    answers: { 201: forwardResultShape },
    codes: [
      "FORBIDDEN",
      "MUTED",
      "READ_ONLY",
      "MESSAGE_NOT_FOUND",
      "FILE_NOT_FOUND",
      "FILE_QUARANTINED",
      "DUPLICATE_MESSAGE",
      "CONTENT_TOO_LARGE",
      "TOO_MANY",
      "CLOCK_AHEAD",
      "SEQ_OUT_OF_RANGE",
      "CONVERSATION_FULL",
      "NOT_ACCEPTED",
      "USER_NOT_FOUND",
    ],
    limits: ["LIMIT_LATE_LOOKUPS_PER_MINUTE", "maxContentBytes", "maxForwarded", "maxForwardLevels"],
  }),
} as const;

export const forwardWords: WordsOf<typeof forwardRoutes> = {
  forwardMessages: {
    summary: "Forward messages",
    description:
      "Copies messages of another conversation, or of the same one, as the caller may see them now, with their newest text: nothing of them is taken from the request. Mentions, replies and reactions are not copied. A message that was removed, that the caller has hidden or cannot see is refused with `MESSAGE_NOT_FOUND`, and nothing is forwarded. Repeat it with the same `clientMsgId` until it is answered: each message is stored once.",
    answers: { 201: "They are committed." },
  },
};
