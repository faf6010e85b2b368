// Hides: people delete messages for themselves. Nobody else learns of it, so no log and no shared state shows it.
import type { HideMessagesFrame } from "../../../schema/protocol/message-changes.ts";
import { changeKind, messagePath } from "./change-kind.ts";

export const hides = changeKind<HideMessagesFrame>("hide-messages", {
  // More than a hundred unread ones of one user would move what counts (COUNT-6).
  weight: 1.5,
  ask: ({ conversationId, seq }) => ({ type: "hide-messages", conversationId, seqs: [seq] }),
  bySdk: (client, { conversationId, seqs }) => client.hide(conversationId, seqs),
  overHttp: ({ conversationId, seqs }) => ({
    method: "DELETE",
    path: `${messagePath({ conversationId, seq: seqs[0] ?? 1 })}?for=me`,
  }),
  makesEvent: false,
  isWhatItAsks: () => false,
  mayBeSo: () => true,
  doubled: () => null,
  shown: () => ({}),
});
