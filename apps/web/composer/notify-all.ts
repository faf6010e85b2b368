// Whether the writer is asked before a message mentions many people at once: once in each conversation of a session.
import type { ConversationId } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";

/** Up to this number of members nobody is asked. */
const maxUnasked = 20;
/** Where somebody has confirmed it in this session. */
const confirmed = new WeakMap<Chat, Set<ConversationId>>();

export const asksFirst = (chat: Chat, id: ConversationId, memberCount: number): boolean =>
  memberCount > maxUnasked && confirmed.get(chat)?.has(id) !== true;

export function confirmAll(chat: Chat, id: ConversationId): void {
  const ids = confirmed.get(chat) ?? new Set();
  confirmed.set(chat, ids.add(id));
}
