// Decides whether this user may write in a conversation, and if not, why. Pure.
import type { ConversationEntry, Group } from "@klatch/sdk";

export type MayWrite =
  | { readonly kind: "yes" }
  | { readonly kind: "left" | "dissolved" | "read-only" | "all-silenced" }
  /** When the mute ends, in ms since 1970; null: it has no end. */
  | { readonly kind: "silenced"; readonly until: number | null };

/** A mute that is longer than this is shown without its end. */
const forGoodMs = 10 * 365 * 86_400_000;

/** The group's state from the group model, which may be newer than its inbox entry. */
export interface GroupStanding {
  /** Null while it is not known: then the server decides. */
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
  const { role, silencedUntil } = group.self;
  if (silencedUntil !== null && silencedUntil > nowMs)
    return { kind: "silenced", until: silencedUntil - nowMs > forGoodMs ? null : silencedUntil };
  if (role !== "member") return { kind: "yes" };
  if (group.settings.maySend === "admins") return { kind: "read-only" };
  return group.allSilenced ? { kind: "all-silenced" } : { kind: "yes" };
}
