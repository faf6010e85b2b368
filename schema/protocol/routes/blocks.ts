// The routes about whom a user has blocked.
import { blocksQueryShape, blocksResultShape } from "../blocks.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { reading } from "./spends.ts";

const ofUser = { userId: segment.userId } as const;

export const blockRoutes = {
  listBlocks: route({
    method: "GET",
    path: "/api/blocks",
    who: "user",
    spends: reading,
    query: blocksQueryShape,
    answers: { 200: blocksResultShape },
  }),
  blockUser: route({
    method: "PUT",
    path: "/api/blocks/:userId",
    who: "user",
    spends: ["requests", "lookups", "settings", "calls"],
    segments: ofUser,
    answers: { 204: null },
    codes: ["USER_NOT_FOUND", "FORBIDDEN", "TOO_MANY"],
    limits: ["maxBlocks"],
  }),
  unblockUser: route({
    method: "DELETE",
    path: "/api/blocks/:userId",
    who: "user",
    spends: ["requests", "lookups", "settings", "calls"],
    segments: ofUser,
    answers: { 204: null },
    codes: ["USER_NOT_FOUND", "FORBIDDEN"],
  }),
} as const;

export const blockWords: WordsOf<typeof blockRoutes> = {
  listBlocks: {
    summary: "List whom I have blocked",
    description: "The newest block first. Nobody else is told of it.",
    query: {
      cursor: cursorWords("1795000000000"),
      limit: { description: "The most blocks in a page.", example: 50 },
    },
    answers: { 200: "A page of blocks." },
  },
  blockUser: {
    summary: "Block a user",
    description:
      "From the answer on nothing of theirs arrives in the direct conversation, and nothing of the caller's: messages, changes of messages, typing and receipts. Either is refused with `NOT_ACCEPTED`, which does not say whose block it is. Both still read what was said, and recall their own messages. `FORBIDDEN`: oneself. Who is blocked already stays so.",
    answers: { 204: "They are blocked." },
  },
  unblockUser: {
    summary: "Unblock a user",
    description: "Who is not blocked stays so.",
    answers: { 204: "They are not blocked." },
  },
};
