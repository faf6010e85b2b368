// Whether a user may do something in a group now: checked before an op is decided, and for each message at the flush.
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupCore, GroupDraft, Membership } from "./group-state.ts";
import { isGranted, type ActedOn, type Action } from "./permissions.ts";

/** Of a group's state, or of its draft. */
export interface MembersAndCore {
  readonly members: { get(userId: UserId): Membership | undefined };
  readonly core: GroupCore;
}

/** Strangers and former members get the same answer as for a group that does not exist. */
const notFound: Refusal = { code: "CONVERSATION_NOT_FOUND" };

/** @returns CONVERSATION_NOT_FOUND if the caller is not a member; FORBIDDEN if the role is too low */
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

/** Like `judgeAction`, for an action on a user who need not be a member. */
export function judgeTowards(draft: GroupDraft, actorId: UserId, action: Action, userId: UserId): Refusal | null {
  const on = { own: actorId === userId, role: draft.members.get(userId)?.role ?? null };
  return judgeAction(draft, actorId, action, on);
}

/** Like `judgeTowards`, for an action on a member. @returns MEMBER_NOT_FOUND too, when the user is not a member */
export function judgeTowardsMember(draft: GroupDraft, actorId: UserId, action: Action, userId: UserId): Refusal | null {
  const refusal = judgeTowards(draft, actorId, action, userId);
  if (refusal !== null) return refusal;
  return draft.members.has(userId) ? null : { code: "MEMBER_NOT_FOUND" };
}

/** Whether this user is a member whose role permits an action without a target. */
export function mayDo({ members, core }: MembersAndCore, userId: UserId, action: Action): boolean {
  const member = members.get(userId);
  return member !== undefined && isGranted(action, member.role, core.settings, { own: false, role: null });
}

/** Whether this user may send a message. Of several reasons the one that lasts longest is returned. */
export function maySend(
  draft: GroupDraft,
  userId: UserId,
  { mentionsAll }: { readonly mentionsAll: boolean },
  now: number,
): Refusal | null {
  const refusal = judgeVoice(draft, userId, now);
  if (refusal !== null) return refusal;
  return mentionsAll ? judgeAction(draft, userId, "mention-all") : null;
}

/**
 * Whether this user may show anything of their own to the others: a message, a name, an announcement, typing. One rule
 * for all, so that nobody who is silenced speaks by another door.
 */
export function judgeVoice({ members, core }: MembersAndCore, userId: UserId, now: number): Refusal | null {
  const member = members.get(userId);
  if (member === undefined) return notFound;
  const { role } = member;
  if (!isGranted("send", role, core.settings, { own: false, role: null })) return { code: "READ_ONLY" };
  return judgeSilence(core, member, now);
}

/** A reaction shows no words of its own: in a read-only group everybody may react who is not silenced. */
export function judgeReaction({ members, core }: MembersAndCore, userId: UserId, now: number): Refusal | null {
  const member = members.get(userId);
  return member === undefined ? notFound : judgeSilence(core, member, now);
}

function judgeSilence(core: GroupCore, { role, silencedUntil }: Membership, now: number): Refusal | null {
  if (core.allSilenced && role === "member") return { code: "MUTED" };
  if (silencedUntil !== null && silencedUntil > now) return { code: "MUTED", retryAfterMs: silencedUntil - now };
  return null;
}
