// The routes of the inbox.
import {
  changeConversationBodyShape,
  conversationResultShape,
  inboxQueryShape,
  inboxResultShape,
  markAllReadBodyShape,
  markAllReadResultShape,
  openConversationBodyShape,
} from "../http-conversations.ts";
import { wireLimits } from "../limits.ts";
import { changedMessageShape } from "../message-changes.ts";
import { settingsBodyShape } from "../settings.ts";
import { cursorWords, entriesWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { addingEvent, listing } from "./spends.ts";

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
  changeConversation: route({
    method: "PATCH",
    path: "/api/conversations/:conversationId",
    who: "user",
    spends: addingEvent,
    segments: { conversationId: segment.conversationId },
    body: changeConversationBodyShape,
    answers: { 200: changedMessageShape },
    codes: ["FORBIDDEN", "TOO_MANY"],
    limits: ["minTtlMs", "maxTtlMs", "maxTtlSettings"],
  }),
  changeSettings: route({
    method: "PATCH",
    path: "/api/conversations/:conversationId/settings",
    who: "user",
    // A call: what is archived has to be known up to now.
    spends: ["requests", "settings", "calls"],
    segments: { conversationId: segment.conversationId },
    body: settingsBodyShape,
    sizedField: { name: "draft", maxBytes: wireLimits.maxContentBytes, otherwise: "CONTENT_TOO_LARGE" },
    answers: { 200: conversationResultShape },
    codes: ["TOO_MANY"],
    limits: ["maxContentBytes", "maxDrafts", "maxMuteMs"],
  }),
  acceptConversation: route({
    method: "PUT",
    path: "/api/conversations/:conversationId/accepted",
    who: "user",
    spends: ["requests", "calls"],
    segments: { conversationId: segment.conversationId },
    answers: { 204: null },
  }),
  markAllRead: route({
    method: "POST",
    path: "/api/conversations/read",
    who: "user",
    spends: [...listing, "deliveries"],
    idempotency: "natural",
    body: markAllReadBodyShape,
    answers: { 200: markAllReadResultShape },
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
      kind: { description: "Only direct conversations, or only groups.", example: "group" },
      archived: { description: "Only those that are archived (`true`), or that are not.", example: "false" },
      pinned: { description: "Only those that are pinned, or that are not.", example: "true" },
      muted: { description: "Only those that are muted now, or that are not.", example: "false" },
      unread: {
        description: "Only those with something unread or marked as unread, or without.",
        example: "true",
      },
      mentions: {
        description: "Only those in which an unread message mentions the caller, or none does.",
        example: "true",
      },
      since: { description: "An inbox version: only what changed after it.", example: 17 },
      cursor: cursorWords("MTc5NTAwMDAwMDAwMA"),
      limit: entriesWords,
    },
    answers: { 200: "A page of the inbox." },
  },
  changeConversation: {
    summary: "Change what holds for all members",
    description:
      "How long messages stay that are sent from then on: `ttlMs`, an hour to 366 days, or null for good. Each has the time at which it is gone, `expiresAt`; then nobody is shown it any more, and its bytes go soon after. In a direct conversation both may set it, in a group its owner and admins. All members see who did (`conversation-settings-changed`). What is so already makes no event.",
    answers: { 200: "It is so; the seq is that of the event that made it so." },
  },
  changeSettings: {
    summary: "Change my settings of a conversation",
    description:
      "What the caller alone sees: pinned, muted, archived, hidden, marked as unread, the level of notifications, and a draft. Several at once; the rest stays. All of the caller's devices are told by `conversation-changed`. A message that comes later ends `hidden` and, unless the conversation is muted then, `archived`; a read mark ends `markedUnread`. Of two drafts the one with the later `updatedAt` counts, and the answer has it.",
    answers: { 200: "The entry as it is now." },
  },
  acceptConversation: {
    summary: "Accept what somebody has begun",
    description:
      "Of an entry with `request`: from then on both write as they like. An answer accepts, too, and so does a friendship. Where nothing waits it stays so.",
    answers: { 204: "It is accepted." },
  },
  markAllRead: {
    summary: "Mark everything as read",
    description:
      "Moves the caller's read cursor to the end of every conversation. If a limit ends it half-way, repeat it: what is read stays so.",
    answers: { 200: "Everything is read." },
  },
};
