// The routes of conversations. The inbox.
import {
  conversationResultShape,
  inboxQueryShape,
  inboxResultShape,
  openConversationBodyShape,
} from "../http-conversations.ts";
import { queryOf, route } from "./route.ts";

export const conversationRoutes = {
  openConversation: route({
    method: "POST",
    path: "/api/conversations",
    who: "user",
    body: openConversationBodyShape,
    answers: {
      200: { description: "It was there.", body: conversationResultShape },
      201: { description: "It was made.", body: conversationResultShape },
    },
    codes: ["USER_NOT_FOUND"],
    tag: "conversations",
    summary: "Open a conversation",
    description: "Opens the one direct conversation between the caller and another user; whoever asks, it is the same.",
  }),
  listConversations: route({
    method: "GET",
    path: "/api/conversations",
    who: "user",
    query: queryOf(inboxQueryShape, {
      since: { description: "An inbox version: only what changed after it.", example: 17 },
      cursor: { description: "The `cursor` of the page before.", example: "MTc5NTAwMDAwMDAwMA" },
      limit: { description: "The most entries in a page.", example: 50 },
    }),
    answers: { 200: { description: "A page of the inbox.", body: inboxResultShape } },
    tag: "conversations",
    summary: "List the inbox",
    description:
      "The caller's conversations, the most recently active first; with `since`, only what changed after that inbox version.",
  }),
} as const;
