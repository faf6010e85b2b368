// The state that a run begins with: from the store, or else from the app's snapshot.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Snapshot } from "../client/snapshot.ts";
import type { StoredState } from "./klatch-store.ts";
import type { StoreKeeper } from "./store-keeper.ts";

export type Remembered = Pick<Snapshot, "inboxVersion" | "conversations" | "cursors">;

/** @param keeper gets the content of the snapshot if the store has nothing */
export function rememberedFrom(state: StoredState | null, snapshot: Snapshot | null, keeper: StoreKeeper): Remembered {
  const isEmpty = state === null || (state.inboxVersion === null && state.cursors.size === 0);
  if (isEmpty) {
    const remembered = snapshot ?? { inboxVersion: null, conversations: [], cursors: [] };
    for (const entry of remembered.conversations) keeper.put("conversations", entry.id, entry);
    for (const [id, cursor] of remembered.cursors) keeper.put("cursors", id, cursor);
    if (remembered.inboxVersion !== null) keeper.putInboxVersion(remembered.inboxVersion);
    return remembered;
  }
  const activeAt = (id: string): number => state.conversations.get(id)?.activeAt ?? 0;
  return {
    inboxVersion: state.inboxVersion,
    conversations: [...state.conversations.values()],
    // Sorted, least recently active first, because a store keeps no order.
    cursors: ([...state.cursors] as [ConversationId, number][]).sort(([a], [b]) => activeAt(a) - activeAt(b)),
  };
}
