// The message that an operation is about: found as its actor sees it, in the log or earlier in the same flush.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { EventMeta } from "../log/event-store.ts";
import type { Amendment } from "../readers/amendments.ts";
import type { StoredState } from "../states/stored-state.ts";
import type { FlushContext } from "./operation.ts";

export interface Target {
  readonly message: EventMeta;
  readonly state: StoredState;
}

/**
 * A message that is gone is found, too: its state says so.
 *
 * @returns CONVERSATION_NOT_FOUND to who is not a member; MESSAGE_NOT_FOUND when they see no message there, or when the
 * log has dropped it
 */
export function findTarget(flush: FlushContext, actorId: UserId, seq: number): Target | Refused {
  if (!flush.rules.isMember(actorId)) return refused("CONVERSATION_NOT_FOUND");
  const message = flush.rules.sees(actorId, seq) ? flush.findMessage(seq) : null;
  return message === null ? refused("MESSAGE_NOT_FOUND") : { message, state: flush.states.get(seq) };
}

/** The same, and refuses what is gone. */
export function findPresent(flush: FlushContext, actorId: UserId, seq: number): Target | Refused {
  const target = findTarget(flush, actorId, seq);
  if ("refusal" in target) return target;
  const { message, state } = target;
  return flush.isGone(message, state) || flush.isOver(message) ? refused("MESSAGE_NOT_FOUND") : target;
}

/** What an amendment says of its message. */
export const placeOf = ({ seq, ordinal, senderId }: EventMeta): Pick<Amendment, "seq" | "ordinal" | "senderId"> => ({
  seq,
  ordinal,
  senderId,
});

/** The event with the words that the message has now: its newest edit, or itself. */
export const newestWords = ({ message, state }: Target): number => state.edits?.at(-1)?.[0] ?? message.seq;
