// Answers questions about the user's conversations: list, open, read.
import type { Answers } from "../answers.ts";
import { changeSettings, type SettingsHost } from "./change-settings.ts";
import type { Conversations } from "./conversations.ts";
import { markAllRead, type MarkAllHost } from "./mark-all-read.ts";

type InboxKind = "list-inbox" | "open-direct" | "load-page" | "mark-read" | "mark-all-read" | "change-settings";

export const inboxAnswers = (
  conversations: Conversations,
  settings: SettingsHost & MarkAllHost,
): Answers<InboxKind> => ({
  "change-settings": ({ conversationId, change }) => changeSettings(settings, conversationId, change),
  "mark-all-read": () => markAllRead(settings),
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
