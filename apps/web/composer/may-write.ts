// Decides whether this user may write in a conversation, and if not, why. Pure.
import type { ConversationEntry, Group } from "@klatch/sdk";
import { silenceEnd, type SilenceEnd } from "../../text/silence-end.ts";

export type MayWrite =
  | { readonly kind: "yes" }
  | { readonly kind: "blocked" | "gone" | "left" | "dissolved" | "read-only" | "all-silenced" }
  | { readonly kind: "silenced"; readonly until: NonNullable<SilenceEnd> };

/** The group's state from the group model, which may be newer than its inbox entry; of a person whether they are gone. */
export interface GroupStanding {
  /** Null while it is not known: then the server decides. */
  readonly group: Group | null;
  readonly isOut: boolean;
  readonly isDissolved: boolean;
  /** The other person has deleted their account. */
  readonly isPeerGone: boolean;
}

export function mayWrite(entry: ConversationEntry, standing: GroupStanding, nowMs: number): MayWrite {
  if (standing.isPeerGone) return { kind: "gone" };
  if (entry.kind !== "group") return { kind: entry.blocked === true ? "blocked" : "yes" };
  const { group, isOut, isDissolved } = standing;
  if (isDissolved) return { kind: "dissolved" };
  if (entry.left === true || isOut) return { kind: "left" };
  if (group === null) return { kind: "yes" };
  const { role, silencedUntil } = group.self;
  const until = silenceEnd(silencedUntil, nowMs);
  if (until !== null) return { kind: "silenced", until };
  if (role !== "member") return { kind: "yes" };
  if (group.settings.maySend === "admins") return { kind: "read-only" };
  return group.allSilenced ? { kind: "all-silenced" } : { kind: "yes" };
}
