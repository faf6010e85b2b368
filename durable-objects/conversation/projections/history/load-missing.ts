// Loads events that a log has dropped. The reader's session fetches them from the tiers, so that no conversation waits
// for them.
import { archiveEvents, firstSeqOf, type HistoryEvent } from "../../../../schema/history/packed-events.ts";
import { withErased } from "../../../../schema/history/tombstone.ts";
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import type { HistoryRange, StreamEvent } from "../../../../schema/rpc/conversation.ts";
import type { DroppedEvents } from "../../../../schema/rpc/message-changes.ts";
import { ActorUnavailable, withDeadline } from "../../../runtime/calls.ts";
import { withoutOver } from "../../../stream/over.ts";
import { toStreamEvent } from "../../log/event-frame.ts";
import { seenTargets } from "../../log/seen-targets.ts";
import type { HistoryStore } from "./history-store.ts";

const timeoutMs = 10_000;

/**
 * Events with `afterSeq < seq <= throughSeq`, in seq order.
 *
 * @param now what the clock says, ms since 1970
 * @throws ActorUnavailable when a tier does not answer or does not have them
 */
export async function loadMissing(
  store: HistoryStore,
  conversationId: ConversationId,
  { afterSeq, throughSeq, erased = [], visible }: HistoryRange,
  now: () => number = Date.now,
): Promise<StreamEvent[]> {
  const events = await load(store, conversationId, afterSeq, throughSeq);
  // The tiers may still show what was erased a moment ago.
  return withErased(events, new Set(erased)).map((event) => {
    const streamed = withoutOver(toStreamEvent(conversationId, event), now());
    return visible === undefined ? streamed : seenTargets(conversationId, visible, streamed, () => event.createdAt);
  });
}

/**
 * Single events, for an operation that is about them.
 *
 * @throws ActorUnavailable when a tier does not answer or does not have them
 */
export async function loadDropped(
  store: HistoryStore,
  conversationId: ConversationId,
  { dropped, erased }: DroppedEvents,
): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  // One after the other: several blocks at once may not fit into memory.
  for (const seqs of byBlock(dropped)) {
    const loaded = await load(store, conversationId, Math.min(...seqs) - 1, Math.max(...seqs));
    events.push(...loaded.filter(({ seq }) => seqs.includes(seq)));
  }
  return withErased(events, new Set(erased));
}

/** The seqs that are read together. */
export const byBlock = (seqs: readonly number[]): (readonly number[])[] => [
  ...Map.groupBy(seqs, (seq) => firstSeqOf(seq, archiveEvents)).values(),
];

async function load(
  store: HistoryStore,
  conversationId: ConversationId,
  afterSeq: number,
  throughSeq: number,
): Promise<HistoryEvent[]> {
  const loading = withDeadline(() => store.load(conversationId, afterSeq, throughSeq), timeoutMs);
  return loading.catch((cause: unknown) => {
    throw new ActorUnavailable("History did not answer.", { cause });
  });
}
