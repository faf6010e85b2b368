// The message that another one answers, or that is being answered: what the open timeline, the store or the server has.
import type { MessageId, NewMessageFrame } from "@klatch/sdk";
import { seqOf } from "../timeline/message-seq.ts";
import { useOpenConversation } from "./conversation-context.ts";
import type { FoundEvent } from "./event-finder.ts";
import { useEvent } from "./use-event.ts";

interface Quoted {
  readonly seq: number;
  /** `none`: this user sees no such message. */
  readonly state: FoundEvent["state"];
  /** Null unless it is found. */
  readonly message: NewMessageFrame | null;
}

export function useQuoted(messageId: MessageId): Quoted {
  const { entry, loadedEvent } = useOpenConversation();
  const seq = seqOf(messageId);
  const found = useEvent(entry.id, seq, loadedEvent(seq));
  if (found.state !== "found") return { seq, state: found.state, message: null };
  const { event } = found;
  const message = event.type === "new-message" && event.messageId === messageId ? event : null;
  return { seq, state: message === null ? "none" : "found", message };
}
