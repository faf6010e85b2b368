// Reads the messages that the user wants to forward, as they see them now: present text, not removed, not hidden.
import type { ForwardSource } from "../../../schema/protocol/forwards.ts";
import { refusedAt, type Refused } from "../../../schema/rpc/conversation.ts";
import type { SeenMessage } from "../../../schema/rpc/forwards.ts";
import type { Conversations } from "../inbox/conversations.ts";
import { readMessages, type ReadMessage } from "../inbox/read-messages.ts";

/**
 * @returns MESSAGE_NOT_FOUND for the first that is no message, was removed, is hidden, or is not to be seen; FORBIDDEN for
 * one that burns: a copy would stay
 * @throws ActorUnavailable
 */
export async function loadToForward(
  conversations: Pick<Conversations, "loadPage">,
  { conversationId, seqs: asked }: ForwardSource,
): Promise<{ readonly messages: readonly SeenMessage[] } | Refused> {
  const seqs = [...new Set(asked)].toSorted((a, b) => a - b);
  const read = await readMessages(conversations, conversationId, seqs);
  if ("refusal" in read) return read.refusal.code === "CONVERSATION_NOT_FOUND" ? sourceNotFound : read;
  const missing = asked.findIndex((seq) => (read.get(seq)?.content ?? null) === null);
  if (missing !== -1) return refusedAt("MESSAGE_NOT_FOUND", `/from/seqs/${missing}`);
  const kept = asked.findIndex((seq) => read.get(seq)?.event.burnAfterMs !== undefined);
  if (kept !== -1) return refusedAt("FORBIDDEN", `/from/seqs/${kept}`);
  return { messages: seqs.flatMap((seq) => seenMessage(read.get(seq)) ?? []) };
}

const sourceNotFound = refusedAt("CONVERSATION_NOT_FOUND", "/from/conversationId");

function seenMessage(message: ReadMessage | undefined): SeenMessage | null {
  if (message === undefined || message.content === null) return null;
  const { event, content } = message;
  const { seq, senderId, createdAt, forwardedFrom } = event;
  return { seq, createdAt, content, author: forwardedFrom ?? { senderId } };
}
