// Whether this user may write in a conversation, and if not, why; pure.
import type { ConversationEntry, Group } from "@klatch/sdk";

export type MayWrite =
  | { readonly kind: "yes" }
  | { readonly kind: "left" | "dissolved" | "read-only" | "all-muted" }
  /** Null: without end. */
  | { readonly kind: "muted"; readonly until: number | null };

/** A mute so long is for good: nobody wants to read the date. */
const forGoodMs = 10 * 365 * 86_400_000;

/** What is known of a group besides its entry in the inbox, which may be older. */
export interface GroupStanding {
  /** Null while it is not known: the server will say. */
  readonly group: Group | null;
  readonly isOut: boolean;
  readonly isDissolved: boolean;
}

export function mayWrite(entry: ConversationEntry, standing: GroupStanding, nowMs: number): MayWrite {
  if (entry.kind !== "group") return { kind: "yes" };
  const { group, isOut, isDissolved } = standing;
  if (isDissolved) return { kind: "dissolved" };
  if (entry.left === true || isOut) return { kind: "left" };
  if (group === null) return { kind: "yes" };
  const { role, mutedUntil } = group.self;
  if (mutedUntil !== null && mutedUntil > nowMs)
    return { kind: "muted", until: mutedUntil - nowMs > forGoodMs ? null : mutedUntil };
  if (role !== "member") return { kind: "yes" };
  if (group.settings.maySend === "admins") return { kind: "read-only" };
  return group.allMuted ? { kind: "all-muted" } : { kind: "yes" };
}
