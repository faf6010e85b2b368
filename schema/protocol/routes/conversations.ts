// The routes of the inbox.
import {
  conversationResultShape,
  inboxQueryShape,
  inboxResultShape,
  openConversationBodyShape,
} from "../http-conversations.ts";
import { route, type WordsOf } from "./route.ts";
import { listing } from "./spends.ts";

export const conversationRoutes = {
  openConversation: route({
    method: "POST",
    path: "/api/conversations",
    who: "user",
    spends: ["requests", "calls", "strangers", "lookups"],
    idempotency: "natural",
    body: openConversationBodyShape,
    answers: {
      200: conversationResultShape,
      201: conversationResultShape,
    },
    codes: ["USER_NOT_FOUND"],
  }),
  listConversations: route({
    method: "GET",
    path: "/api/conversations",
    who: "user",
    spends: listing,
    query: inboxQueryShape,
    answers: { 200: inboxResultShape },
  }),
} as const;

export const conversationWords: WordsOf<typeof conversationRoutes> = {
  openConversation: {
    summary: "Open a conversation",
    description:
      "Opens the one direct conversation between the caller and another user; whoever asks, it is the same. With the caller's own id: their notes, which nobody else sees.",
    answers: { 200: "It was there.", 201: "It was made." },
  },
  listConversations: {
    summary: "List the inbox",
    description:
      "The caller's conversations, the most recently active first; with `since`, only what changed after that inbox version. `people` has the names of peers and of those who wrote what the previews show.",
    query: {
      since: { description: "An inbox version: only what changed after it.", example: 17 },
      cursor: { description: "The `next` of the page before.", example: "MTc5NTAwMDAwMDAwMA" },
      limit: { description: "The most entries in a page.", example: 50 },
    },
    answers: { 200: "A page of the inbox." },
  },
};
