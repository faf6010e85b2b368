// What a stored event becomes when messages are forgotten. Pure.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import type { KnownEvent } from "./known-event.ts";
import { withoutContent } from "./tombstone.ts";

/** Which messages are forgotten. */
export interface Forgetting {
  readonly conversationId: ConversationId;
  readonly seqs: ReadonlySet<number>;
  /** What is known of the messages then: that they were recalled, or that the user has hidden them. */
  readonly state: MessageState;
}

/** @returns the event without what is forgotten; null: it has nothing of it */
export function afterForgetting(event: KnownEvent, { conversationId, seqs, state }: Forgetting): KnownEvent | null {
  if (event.conversationId !== conversationId) return null;
  if (event.type === "message-edited") return seqs.has(event.targetSeq) ? withoutContent(event) : null;
  if (event.type !== "new-message" || !seqs.has(event.seq)) return null;
  const known = event.state ?? { asOf: event.seq };
  const { hidden = known.hidden } = state;
  const recalled = state.recalled ?? known.recalled;
  // Replies under it go on, so that what is known of its thread stays as of when it was known.
  const { asOf, thread } = known;
  return {
    ...withoutContent(event),
    state: { asOf, ...(recalled && { recalled }), ...(hidden && { hidden }), ...(thread && { thread }) },
  };
}
