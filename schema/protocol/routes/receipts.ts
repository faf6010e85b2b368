// The route of receipts: who has read a message.
import { receiptsQueryShape, receiptsResultShape } from "../http-receipts.ts";
import { ofMessage } from "./of-message.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import { listing } from "./spends.ts";

export const receiptRoutes = {
  listReceipts: route({
    method: "GET",
    path: "/api/conversations/:conversationId/messages/:seq/receipts",
    who: "user",
    spends: listing,
    segments: ofMessage,
    query: receiptsQueryShape,
    answers: { 200: receiptsResultShape },
    codes: ["FORBIDDEN"],
  }),
} as const;

export const receiptWords: WordsOf<typeof receiptRoutes> = {
  listReceipts: {
    summary: "List who has read a message",
    description:
      "Who has read a message of the caller's, or who has not, in groups of any size; sorted by id. Asked about are those who have been members since before it. `FORBIDDEN`: somebody else wrote it.",
    query: {
      read: { description: "`true`: those who have read it; `false`: those who have not.", example: "false" },
      cursor: cursorWords("user_bob"),
      limit: { description: "People in a page, 1 to 200.", example: 50 },
    },
    answers: { 200: "A page of people, and the counts of all." },
  },
};
