// The message that another one answers, or that is being answered: what the open timeline, the store or the server has.
import type { MessageId, NewMessageFrame, ReceivedContent } from "@klatch/sdk";
import { isGone } from "../changes/is-gone.ts";
import { seqOf } from "../timeline/message-seq.ts";
import { useOpenConversation } from "./conversation-context.ts";
import type { FoundEvent } from "./event-finder.ts";
import { useEvent } from "./use-event.ts";

interface Quoted {
  readonly seq: number;
  /** `none`: this user sees no such message. */
  readonly state: FoundEvent["state"];
  /** Null unless it is found. */
  readonly message: Quote | null;
}

interface Quote {
  readonly senderId: NewMessageFrame["senderId"];
  /** As the newest edit says. Null: it is gone, for everyone or for this user. */
  readonly content: ReceivedContent | null;
}

export function useQuoted(messageId: MessageId): Quoted {
  const { entry, loaded } = useOpenConversation();
  const seq = seqOf(messageId);
  const found = useEvent(entry.id, seq, loaded(seq));
  if (found.state !== "found") return { seq, state: found.state, message: null };
  const { event, became } = found;
  if (event.type !== "new-message" || event.messageId !== messageId) return { seq, state: "none", message: null };
  const content = became?.content ?? event.content;
  const isDeleted = became?.hidden === true || isGone({ content, state: became });
  return { seq, state: "found", message: { senderId: event.senderId, content: isDeleted ? null : content } };
}
