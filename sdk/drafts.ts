// What the user has begun to write, per conversation: kept in the store.
import type { ConversationId } from "../schema/protocol/ids.ts";

export interface Drafts {
  /** Empty: none. */
  get(conversationId: ConversationId): string;
  /** Kept at once in memory and soon in the store; an event `draft` tells of it. */
  set(conversationId: ConversationId, text: string): void;
}
