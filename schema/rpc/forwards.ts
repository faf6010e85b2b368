// Forwarding, as the front door asks a session for it: what the user sees first, then, with the authors' names, to append it.
import type { ReceivedContent } from "../protocol/content/content.ts";
import type { ForwardBody, ForwardedFrom, ForwardSource } from "../protocol/forwards.ts";
import type { ConversationId, UserId } from "../protocol/ids.ts";
import type { MessageAckFrame } from "../protocol/message.ts";

/** A message as its reader sees it now. */
export interface SeenMessage {
  readonly seq: number;
  readonly createdAt: number;
  readonly content: ReceivedContent;
  /** Who wrote it: the sender, or who wrote what the sender forwarded, whose name stands there already. */
  readonly author: { readonly senderId: UserId; readonly senderName?: string };
}

/** The same with the author's name. */
export interface NamedMessage extends Omit<SeenMessage, "author"> {
  readonly author: ForwardedFrom;
}

export interface ForwardQuestions {
  /** In the order of the log; MESSAGE_NOT_FOUND if one of them cannot be forwarded. */
  "load-to-forward": { says: ForwardSource; answer: { readonly messages: readonly SeenMessage[] } };
  forward: {
    says: ForwardBody & { readonly conversationId: ConversationId; readonly messages: readonly NamedMessage[] };
    answer: { readonly acks: readonly Omit<MessageAckFrame, "type">[] };
  };
}
