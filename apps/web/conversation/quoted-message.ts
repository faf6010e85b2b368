// Finds a quoted message. It is fetched once for all messages that quote it.
import type { ConversationId, ReceivedContent, UserId } from "@klatch/sdk";
import type { Chat } from "../model/chat.ts";

export interface Quoted {
  readonly senderId: UserId;
  readonly content: ReceivedContent;
}

const maxKept = 500;
const found = new Map<string, Quoted | null>();

/** `<conversationId>:<seq>` */
export const seqOf = (messageId: string): number => Number(messageId.slice(messageId.lastIndexOf(":") + 1));

/** Null: this user cannot see such a message. @throws KlatchError `UNAVAILABLE` */
export async function quotedMessage(
  chat: Chat,
  id: ConversationId,
  messageId: string,
  signal: AbortSignal,
): Promise<Quoted | null> {
  const known = found.get(messageId);
  if (known !== undefined) return known;
  const { events } = await chat.client.history(id, { after: seqOf(messageId) - 1, limit: 1, signal });
  const [event] = events;
  const isIt = event?.type === "new-message" && event.messageId === messageId;
  const quoted = isIt ? { senderId: event.senderId, content: event.content } : null;
  if (found.size >= maxKept) found.clear();
  found.set(messageId, quoted);
  return quoted;
}
