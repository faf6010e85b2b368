// What a row of the inbox shows as the newest, and the mark of one's own message. Pure.
import type { Joined, ListedConversation, OutgoingMessage, Preview, UserId } from "@klatch/sdk";
import { shownState, type MessageState } from "../conversation/outgoing-state.ts";

export type LastShown =
  /** A message of one's own whose event has not arrived: it stands at the end of the timeline too. */
  | { readonly kind: "outgoing"; readonly message: OutgoingMessage }
  | { readonly kind: "message"; readonly preview: Preview }
  /** The user came into the group, and nothing was written since. */
  | { readonly kind: "joined"; readonly joined: Joined }
  | { readonly kind: "left" | "dissolved" | "nothing" };

export function lastShown({ outgoing, preview, joined, left, group }: ListedConversation): LastShown {
  if (left === true) return { kind: group?.memberCount === 0 ? "dissolved" : "left" };
  const joinedIsLast = joined !== undefined && joined.seq > (preview?.seq ?? 0);
  const happenedAt = joinedIsLast ? joined.createdAt : (preview?.createdAt ?? 0);
  // What waits comes after everything that is there. What failed may be old.
  if (outgoing !== undefined && (outgoing.state !== "failed" || outgoing.writtenAtMs >= happenedAt))
    return { kind: "outgoing", message: outgoing };
  if (joinedIsLast) return { kind: "joined", joined };
  return preview === null ? { kind: "nothing" } : { kind: "message", preview };
}

/**
 * The mark of one's own newest message; null: the newest is not one's own. A message that failed keeps its mark until
 * something is done about it, whatever came after it.
 *
 * @param readUpTo the highest seq that another member has read, as far as this device knows
 */
export function ownMark(
  { outgoing, ...entry }: ListedConversation,
  me: UserId,
  readUpTo: () => number,
): MessageState | null {
  if (outgoing !== undefined) return shownState[outgoing.state];
  const last = lastShown(entry);
  if (last.kind !== "message" || last.preview.senderId !== me) return null;
  return readUpTo() >= last.preview.seq ? "read" : "sent";
}
