// Answers questions about the user's conversations: list, open, read.
import type { Answers } from "../answers.ts";
import { changeSettings, type SettingsHost } from "./change-settings.ts";
import type { Conversations } from "./conversations.ts";
import type { Stars } from "./stars.ts";
import { markAllRead, type MarkAllHost } from "./mark-all-read.ts";

type InboxKind =
  | "star-message"
  | "list-starred"
  | "list-inbox"
  | "open-direct"
  | "load-page"
  | "mark-read"
  | "mark-all-read"
  | "change-settings";

export const inboxAnswers = (
  conversations: Conversations,
  settings: SettingsHost & MarkAllHost & { readonly stars: Stars },
): Answers<InboxKind> => ({
  "change-settings": ({ conversationId, change }) => changeSettings(settings, conversationId, change),
  "star-message": ({ conversationId, seq, active }) =>
    active ? settings.stars.star(conversationId, seq) : settings.stars.unstar(conversationId, seq),
  "list-starred": ({ query }) => settings.stars.list(query),
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
