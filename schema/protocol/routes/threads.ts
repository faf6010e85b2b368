// The routes of threads: the replies under a message, and following them.
import { followedThreadShape, threadQueryShape, threadResultShape } from "../http-threads.ts";
import { ofMessage } from "./of-message.ts";
import { route, type WordsOf } from "./route.ts";
import { listing } from "./spends.ts";

/** Nobody else is told. */
const following = ["requests", "messages", "calls"] as const;
const answers = { 200: followedThreadShape };

export const threadRoutes = {
  getThread: route({
    method: "GET",
    path: "/api/conversations/:conversationId/messages/:seq/thread",
    who: "user",
    spends: listing,
    segments: ofMessage,
    query: threadQueryShape,
    answers: { 200: threadResultShape },
  }),
  followThread: route({
    method: "PUT",
    path: "/api/conversations/:conversationId/messages/:seq/thread/follow",
    who: "user",
    spends: following,
    segments: ofMessage,
    answers,
    codes: ["TOO_MANY"],
    limits: ["maxThreadFollowers"],
  }),
  unfollowThread: route({
    method: "DELETE",
    path: "/api/conversations/:conversationId/messages/:seq/thread/follow",
    who: "user",
    spends: following,
    segments: ofMessage,
    answers,
  }),
} as const;

export const threadWords: WordsOf<typeof threadRoutes> = {
  getThread: {
    summary: "Read a thread",
    description:
      "The first message of a thread and its replies, oldest first, as the caller may see them. Without `before` and `after` the newest ones. Of a message without replies the list is empty.",
    query: {
      before: { description: "Replies before this seq.", example: 60 },
      after: { description: "Replies after this seq; 0: from the first on.", example: 0 },
      limit: { description: "Replies in a page, 1 to 200.", example: 50 },
    },
    answers: { 200: "The first message, and a page of replies." },
  },
  followThread: {
    summary: "Follow a thread",
    description:
      "Who follows a thread is notified of its replies. Who wrote its first message or a reply follows it already. Nobody else is told. Of a reply it is its thread that is followed.",
    answers: { 200: "The caller follows the thread." },
  },
  unfollowThread: {
    summary: "Follow a thread no more",
    description: "Who writes another reply follows the thread again.",
    answers: { 200: "The caller does not follow the thread." },
  },
};
