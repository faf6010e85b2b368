// Answers questions about the user's conversations: list, open, read.
import type { Answers } from "../answers.ts";
import type { Conversations } from "./conversations.ts";

type InboxKind = "list-inbox" | "open-direct" | "load-page" | "mark-read";

export const inboxAnswers = (conversations: Conversations): Answers<InboxKind> => ({
  "list-inbox": ({ query }) => conversations.list(query),
  "open-direct": ({ peerId }) => conversations.openDirect(peerId),
  "load-page": ({ conversationId, before, after, around, limit }) =>
    conversations.loadPage(conversationId, {
      limit,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(around === undefined ? {} : { around }),
    }),
  "mark-read": ({ conversationId, seq }) => conversations.markRead(conversationId, seq),
});
