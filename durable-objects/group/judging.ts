// Whether somebody may do it here and now: before anything is decided, and for every message at the flush.
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupDraft } from "./group-state.ts";
import { isGranted, type ActedOn, type Action } from "./permissions.ts";

/** Strangers, former members and whoever asks for a group that is none are told the same. */
const notFound: Refusal = { code: "CONVERSATION_NOT_FOUND" };

/** @returns CONVERSATION_NOT_FOUND to who is not in, FORBIDDEN to whose role does not suffice */
export function judgeAction(
  draft: GroupDraft,
  actorId: UserId,
  action: Action,
  on: ActedOn = { own: false, role: null },
): Refusal | null {
  const actor = draft.members.get(actorId);
  if (actor === undefined) return notFound;
  return isGranted(action, actor.role, draft.core.settings, on) ? null : { code: "FORBIDDEN" };
}

/** The same, for what is done to a person, who need not be in. */
export function judgeTowards(draft: GroupDraft, actorId: UserId, action: Action, userId: UserId): Refusal | null {
  const on = { own: actorId === userId, role: draft.members.get(userId)?.role ?? null };
  return judgeAction(draft, actorId, action, on);
}

/** The same, for what is done to a member. @returns MEMBER_NOT_FOUND besides, when that person is not in */
export function judgeTowardsMember(draft: GroupDraft, actorId: UserId, action: Action, userId: UserId): Refusal | null {
  const refusal = judgeTowards(draft, actorId, action, userId);
  if (refusal !== null) return refusal;
  return draft.members.has(userId) ? null : { code: "MEMBER_NOT_FOUND" };
}

/** Whether a message may be written. What holds longest is told first. */
export function maySend(
  draft: GroupDraft,
  userId: UserId,
  { mentionsAll }: { readonly mentionsAll: boolean },
  now: number,
): Refusal | null {
  const member = draft.members.get(userId);
  if (member === undefined) return notFound;
  if (judgeAction(draft, userId, "send") !== null) return { code: "READ_ONLY" };
  if (draft.core.allMuted && member.role === "member") return { code: "MUTED" };
  const { mutedUntil } = member;
  if (mutedUntil !== null && mutedUntil > now) return { code: "MUTED", retryAfterMs: mutedUntil - now };
  return mentionsAll ? judgeAction(draft, userId, "mention-all") : null;
}
