// The routes of single messages: what people do to them after they were sent, and what became of them.
import {
  changeQueryShape,
  editsResultShape,
  hiddenQueryShape,
  hiddenResultShape,
  messageResultShape,
  pinsResultShape,
  reactionsQueryShape,
  reactionsResultShape,
  recallQueryShape,
  statesQueryShape,
  statesResultShape,
} from "../http-messages.ts";
import { wireLimits } from "../limits.ts";
import { editMessageBodyShape } from "../message-changes.ts";
import { messageChanged, ofMessage } from "./of-message.ts";
import { cursorWords, entriesWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import { conversationId, emoji } from "./segments.ts";
import { addingEvent, listing } from "./spends.ts";

export const messageChangeRoutes = {
  editMessage: route({
    method: "PATCH",
    path: "/api/conversations/:conversationId/messages/:seq",
    who: "user",
    spends: [...addingEvent, "bytes"],
    segments: ofMessage,
    body: editMessageBodyShape,
    sizedField: { name: "content", maxBytes: wireLimits.maxContentBytes, otherwise: "CONTENT_TOO_LARGE" },
    answers: messageChanged,
    codes: [
      "FORBIDDEN",
      "MUTED",
      "READ_ONLY",
      "TOO_LATE",
      "TOO_MANY",
      "CONTENT_BLANK",
      "CONVERSATION_FULL",
      "NOT_ACCEPTED",
      "USER_NOT_FOUND",
    ],
    limits: ["EDIT_SECONDS", "maxContentBytes", "maxEdits"],
  }),
  recallMessage: route({
    method: "DELETE",
    path: "/api/conversations/:conversationId/messages/:seq",
    who: "user",
    spends: addingEvent,
    segments: ofMessage,
    query: recallQueryShape,
    answers: messageChanged,
    codes: ["FORBIDDEN", "TOO_LATE", "TOO_MANY"],
    limits: ["RECALL_SECONDS", "maxHidden"],
  }),
  addReaction: route({
    method: "PUT",
    path: "/api/conversations/:conversationId/messages/:seq/reactions/:emoji",
    who: "user",
    spends: addingEvent,
    segments: { ...ofMessage, emoji },
    query: changeQueryShape,
    answers: messageChanged,
    codes: ["MUTED", "TOO_MANY", "CONVERSATION_FULL", "NOT_ACCEPTED", "USER_NOT_FOUND"],
    limits: ["maxReactionKinds"],
  }),
  removeReaction: route({
    method: "DELETE",
    path: "/api/conversations/:conversationId/messages/:seq/reactions/:emoji",
    who: "user",
    spends: addingEvent,
    segments: { ...ofMessage, emoji },
    query: changeQueryShape,
    answers: messageChanged,
    codes: ["CONVERSATION_FULL", "NOT_ACCEPTED", "USER_NOT_FOUND"],
  }),
  pinMessage: route({
    method: "PUT",
    path: "/api/conversations/:conversationId/messages/:seq/pin",
    who: "user",
    spends: addingEvent,
    segments: ofMessage,
    query: changeQueryShape,
    answers: messageChanged,
    codes: ["FORBIDDEN", "TOO_MANY", "CONVERSATION_FULL", "NOT_ACCEPTED", "USER_NOT_FOUND"],
    limits: ["maxPins"],
  }),
  unpinMessage: route({
    method: "DELETE",
    path: "/api/conversations/:conversationId/messages/:seq/pin",
    who: "user",
    spends: addingEvent,
    segments: ofMessage,
    query: changeQueryShape,
    answers: messageChanged,
    codes: ["FORBIDDEN", "CONVERSATION_FULL", "NOT_ACCEPTED", "USER_NOT_FOUND"],
  }),
  getMessage: route({
    method: "GET",
    path: "/api/conversations/:conversationId/messages/:seq",
    who: "user",
    spends: listing,
    segments: ofMessage,
    answers: { 200: messageResultShape },
  }),
  listStates: route({
    method: "GET",
    path: "/api/conversations/:conversationId/states",
    who: "user",
    spends: listing,
    segments: { conversationId },
    query: statesQueryShape,
    answers: { 200: statesResultShape },
    limits: ["maxStatesPerRequest"],
  }),
  listEdits: route({
    method: "GET",
    path: "/api/conversations/:conversationId/messages/:seq/edits",
    who: "user",
    spends: listing,
    segments: ofMessage,
    answers: { 200: editsResultShape },
  }),
  listReactions: route({
    method: "GET",
    path: "/api/conversations/:conversationId/messages/:seq/reactions",
    who: "user",
    spends: listing,
    segments: ofMessage,
    query: reactionsQueryShape,
    answers: { 200: reactionsResultShape },
  }),
  listPins: route({
    method: "GET",
    path: "/api/conversations/:conversationId/pins",
    who: "user",
    spends: listing,
    segments: { conversationId },
    answers: { 200: pinsResultShape },
  }),
  listHidden: route({
    method: "GET",
    path: "/api/conversations/:conversationId/hidden",
    who: "user",
    spends: listing,
    segments: { conversationId },
    query: hiddenQueryShape,
    answers: { 200: hiddenResultShape },
  }),
} as const;

const opId = {
  description: "The change's id, best a UUIDv7: a repeat with it changes nothing.",
  example: "019eb5c9-c3f0-7b1c-9d2e-3f4a5b6c7d8e",
};
const committed = { 200: "The change is committed; or it was so already, by the event that is named." };

export const messageChangeWords: WordsOf<typeof messageChangeRoutes> = {
  editMessage: {
    summary: "Edit a message",
    description:
      "Changes what one of the caller's own messages says, for a while after it was sent. Nobody is notified again. Its edits are kept, and shown to whoever sees the message.",
    answers: committed,
  },
  recallMessage: {
    summary: "Recall a message, or delete it for oneself",
    description:
      "Takes a message back for everybody: its sender for a while, a group's owner and admins (of those below them) at any time. What it said is nowhere any more. With `for=me` it is deleted for the caller alone, on all their devices, at any time.",
    query: { for: { description: "`all`: for everybody; `me`: for the caller.", example: "all" } },
    answers: {
      200: "It is done. `seq`: the event; for the caller alone there is none, and it is that of the message.",
    },
  },
  addReaction: {
    summary: "React to a message",
    description: "Puts an emoji to a message: one of a kind for each person, and at most 20 kinds.",
    query: { opId },
    answers: committed,
  },
  removeReaction: {
    summary: "Take a reaction away",
    description: "Takes the caller's own emoji away.",
    query: { opId },
    answers: committed,
  },
  pinMessage: {
    summary: "Pin a message",
    description: "Pins a message for everybody. Who may do so in a group is one of its settings.",
    query: { opId },
    answers: committed,
  },
  unpinMessage: {
    summary: "Unpin a message",
    description: "Takes a pin away, whoever put it there.",
    query: { opId },
    answers: committed,
  },
  getMessage: {
    summary: "Read one message",
    description: "A message as it was sent, and what became of it.",
    answers: { 200: "The message." },
  },
  listStates: {
    summary: "Read the states of messages",
    description: "What became of messages after they were sent. Those that were not changed are left out.",
    query: { seqs: { description: "The messages, separated by commas.", example: ["40", "42"] } },
    answers: { 200: "The states." },
  },
  listEdits: {
    summary: "List a message's edits",
    description: "What the message said, from the first on.",
    answers: { 200: "The edits." },
  },
  listReactions: {
    summary: "List a message's reactions",
    description: "Who reacted with what.",
    query: {
      cursor: cursorWords("44"),
      limit: entriesWords,
    },
    answers: { 200: "A page of reactions." },
  },
  listPins: {
    summary: "List pinned messages",
    description: "The pinned messages that the caller may see, the newest pin first.",
    answers: { 200: "The pins." },
  },
  listHidden: {
    summary: "List messages deleted for oneself",
    description: "What the caller has deleted for themselves in this conversation, after what a device knows.",
    query: { after: { description: "The `hides` that the device has.", example: 2 } },
    answers: { 200: "The messages." },
  },
};
