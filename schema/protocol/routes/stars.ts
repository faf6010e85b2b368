// The routes of starred messages.
import { starredQueryShape, starredResultShape } from "../stars.ts";
import { ofMessage } from "./of-message.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import { reading } from "./spends.ts";

export const starRoutes = {
  starMessage: route({
    method: "PUT",
    path: "/api/conversations/:conversationId/messages/:seq/star",
    who: "user",
    // Whether the caller sees the message, the conversation says.
    spends: ["requests", "settings", "calls", "rows"],
    segments: ofMessage,
    answers: { 204: null },
    codes: ["TOO_MANY"],
    limits: ["maxStars"],
  }),
  unstarMessage: route({
    method: "DELETE",
    path: "/api/conversations/:conversationId/messages/:seq/star",
    who: "user",
    spends: ["requests", "settings"],
    segments: ofMessage,
    answers: { 204: null },
  }),
  listStarred: route({
    method: "GET",
    path: "/api/starred",
    who: "user",
    spends: reading,
    query: starredQueryShape,
    answers: { 200: starredResultShape },
  }),
} as const;

export const starWords: WordsOf<typeof starRoutes> = {
  starMessage: {
    summary: "Star a message",
    description: "For the caller alone, and on all of their devices. A message that is starred already keeps its time.",
    answers: { 204: "It is starred." },
  },
  unstarMessage: {
    summary: "Take a star back",
    description: "A message that has none stays without.",
    answers: { 204: "It is not starred." },
  },
  listStarred: {
    summary: "List my starred messages",
    description:
      "Where they are, the newest star first. What a message says only its conversation tells, to whoever sees it now.",
    query: {
      cursor: cursorWords("1795000000000"),
      limit: { description: "The most stars in a page.", example: 50 },
    },
    answers: { 200: "A page of stars." },
  },
};
