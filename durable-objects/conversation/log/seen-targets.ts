// A change of messages as one user may see it: who does not see a message does not see what becomes of it.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { StreamEvent } from "../../../schema/rpc/conversation.ts";
import { voidEvent } from "./event-frame.ts";
import { isVisible, type Intervals } from "./visibility.ts";

/**
 * The event; of several messages only those that are visible; a `void` in its place, if none is.
 *
 * @param createdAtOf asked only for a `void`
 */
export function seenTargets(
  conversationId: ConversationId,
  intervals: Intervals,
  event: StreamEvent,
  createdAtOf: (seq: number) => number,
): StreamEvent {
  const { seq, targets = [] } = event;
  const seen = targets.filter((target) => isVisible(intervals, target));
  if (seen.length === targets.length) return event;
  if (seen.length === 0) return voidEvent(conversationId, seq - 1, seq, createdAtOf(seq));
  // Only of expired messages can there be several.
  const frame = JSON.stringify({ ...(JSON.parse(event.frame) as object), targetSeqs: seen });
  return { seq, frame, targets: seen };
}
