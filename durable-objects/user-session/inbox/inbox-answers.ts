// Answers questions about the user's conversations: list, open, read.
import type { Answers } from "../answers.ts";
import type { Conversations } from "./conversations.ts";
import type { GroupCreations } from "./group-creations.ts";

type InboxKind = "list-inbox" | "open-direct" | "reserve-group" | "load-page" | "mark-read";

export const inboxAnswers = (
  conversations: Conversations,
  groupCreations: GroupCreations,
  now: () => number,
): Answers<InboxKind> => ({
  "list-inbox": ({ query }) => conversations.list(query),
  "open-direct": ({ peerId }) => conversations.openDirect(peerId),
  "reserve-group": ({ conversationId }) => groupCreations.reserve(conversationId, now()),
  "load-page": ({ conversationId, before, after, limit }) =>
    conversations.loadPage(conversationId, {
      limit,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    }),
  "mark-read": ({ conversationId, seq }) => conversations.markRead(conversationId, seq),
});
