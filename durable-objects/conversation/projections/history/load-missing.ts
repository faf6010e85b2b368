// Loads events that a log has dropped. The reader's session fetches them from the tiers, so that no conversation waits
// for them.
import { withErased } from "../../../../schema/history/tombstone.ts";
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import type { HistoryRange, StreamEvent } from "../../../../schema/rpc/conversation.ts";
import { ActorUnavailable, withDeadline } from "../../../runtime/calls.ts";
import { expiresAtOf, withoutWords } from "../../../stream/over.ts";
import { eventFrameText, targetsOf } from "../../log/event-frame.ts";
import { seenTargets } from "../../log/seen-targets.ts";
import type { HistoryStore } from "./history-store.ts";

const timeoutMs = 10_000;

/**
 * Events with `afterSeq < seq <= throughSeq`, in seq order.
 *
 * @throws ActorUnavailable when a tier does not answer or does not have them
 */
export async function loadMissing(
  store: HistoryStore,
  conversationId: ConversationId,
  { afterSeq, throughSeq, erased = [], visible }: HistoryRange,
): Promise<StreamEvent[]> {
  const loading = withDeadline(() => store.load(conversationId, afterSeq, throughSeq), timeoutMs);
  const events = await loading.catch((cause: unknown) => {
    throw new ActorUnavailable("History did not answer.", { cause });
  });
  // The tiers may still show what was erased a moment ago.
  return withErased(events, new Set(erased)).map((event) => {
    const { seq, createdAt } = event;
    const frame = eventFrameText(conversationId, event);
    const isOver = (expiresAtOf(event.body) ?? Number.POSITIVE_INFINITY) <= Date.now();
    const streamed = { seq, frame: isOver ? withoutWords(frame) : frame };
    const targets = visible === undefined ? null : targetsOf(event);
    if (visible === undefined || targets === null) return streamed;
    return seenTargets(conversationId, visible, { ...streamed, targets }, () => createdAt);
  });
}
