// Invitations: for those who are added and have not agreed to it. They answer, the inviter or an admin revokes, or it expires.
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import type { Consents, Invitation } from "../../schema/rpc/group.ts";
import { consentHoldsMs } from "../../schema/rpc/invitations.ts";
import { admit } from "./admitting.ts";
import { withoutEvent, type Decision, type DecisionContext, type OpOf } from "./decision.ts";
import type { GroupDraft, GroupState } from "./group-state.ts";
import { judgeAction, mayDo } from "./judging.ts";
import { isGranted } from "./permissions.ts";

/** When it ends by itself: ms since 1970. */
const expiryOf = ({ createdAt }: Pick<Invitation, "createdAt">): number => createdAt + wireLimits.invitationKeptMs;

const isInForce = (invitation: Invitation, now: number): boolean => now < expiryOf(invitation);

/** Whether an invitation of this user's is in force, as the group shows it. */
export function isInvited(draft: GroupDraft, userId: UserId, now: number): boolean {
  const invitation = draft.invitations.get(userId);
  return invitation !== undefined && isInForce(invitation, now);
}

/** Whether this user may be added now without being asked again. */
export function agrees(
  draft: GroupDraft,
  userId: UserId,
  consents: Consents | undefined,
  { now, clock = now }: Pick<DecisionContext, "now" | "clock">,
): boolean {
  if (draft.stayedOut.get(userId, now) !== undefined) return false;
  if (consents === undefined) return true;
  return clock - consents.askedAt <= consentHoldsMs && consents.of.includes(userId);
}

/** Whether all of these can have an invitation, beside those who have one. */
export function hasRoomToInvite(draft: GroupDraft, userIds: readonly UserId[], now: number): boolean {
  const inForce = [...draft.invitations.values()].filter((invitation) => isInForce(invitation, now));
  const fresh = userIds.filter((userId) => !inForce.some((invitation) => invitation.userId === userId));
  return inForce.length + fresh.length <= wireLimits.maxGroupInvitations;
}

/**
 * One that is in force stays as it is. Whoever has declined of late is not told: whoever invites them sees no difference.
 * Also forgets those that have expired.
 */
export function invite(draft: GroupDraft, invitedBy: UserId, userIds: readonly UserId[], now: number): void {
  for (const invitation of [...draft.invitations.values()])
    if (!isInForce(invitation, now)) draft.invitations.delete(invitation.userId);
  for (const userId of userIds) {
    const before = draft.invitations.get(userId);
    const invitation = before ?? { userId, invitedBy, createdAt: now };
    if (before === undefined) draft.invitations.set(userId, invitation);
    // Of the first of two inviters the session may have heard nothing: they may be blocked.
    const isNews = before === undefined || before.invitedBy !== invitedBy;
    const { createdAt } = invitation;
    if (isNews && draft.stayedOut.get(userId, now)?.declined !== true)
      draft.tellInvited(userId, { invitedBy, createdAt, until: expiryOf(invitation) });
  }
}

/** Invitations whose maker may not add people any more are over. */
export function endLostInvitations(draft: GroupDraft): void {
  for (const { userId, invitedBy } of [...draft.invitations.values()])
    if (!mayDo(draft, invitedBy, "add-members")) draft.endInvitation(userId);
}

/**
 * Who accepts is in by the event of being added by their inviter, which earlier clients know. To accept twice is to accept
 * once; to decline what is over succeeds.
 *
 * @returns NOT_FOUND when there is no invitation in force to accept; what every way of joining is refused with
 */
export function decideAnswerInvitation(
  draft: GroupDraft,
  userId: UserId,
  { accept }: OpOf<"answer-invitation">,
  context: DecisionContext,
): Decision {
  const { now } = context;
  if (!draft.isOpen) return refused("CONVERSATION_NOT_FOUND");
  if (draft.members.has(userId)) return withoutEvent;
  const found = draft.invitations.get(userId);
  const isDeclined = draft.stayedOut.get(userId, now)?.declined === true;
  const invitation = found === undefined || !isInForce(found, now) || isDeclined ? null : found;
  if (accept) {
    if (invitation === null) return refused("NOT_FOUND");
    return admit(draft, invitation.invitedBy, [userId], "added", context);
  }
  if (invitation === null) return withoutEvent;
  // The invitation stays as its group sees it, until it expires: to decline looks like silence.
  draft.stayedOut.set(userId, { at: now, declined: true });
  draft.tellInvited(userId, { invitedBy: null, createdAt: invitation.createdAt, until: expiryOf(invitation) });
  return withoutEvent;
}

/** One that is over counts as revoked already. */
export function decideRevokeInvitation(
  draft: GroupDraft,
  actorId: UserId,
  { userId }: OpOf<"revoke-invitation">,
  { now }: DecisionContext,
): Decision {
  const found = draft.invitations.get(userId);
  const own = found === undefined || !isInForce(found, now) || found.invitedBy === actorId;
  const refusal = judgeAction(draft, actorId, "revoke-invitation", { own, role: null });
  if (refusal !== null) return { refusal };
  draft.endInvitation(userId);
  return withoutEvent;
}

/** The newest first. Whoever may not see all sees only those that they made. */
export function invitationsFor({ invitations, members, core }: GroupState, userId: UserId, now: number) {
  const role = members.get(userId)?.role ?? "member";
  return [...invitations.values()]
    .filter((invitation) => isInForce(invitation, now))
    .filter(({ invitedBy }) =>
      isGranted("list-invitations", role, core.settings, { own: invitedBy === userId, role: null }),
    )
    .toSorted((a, b) => b.createdAt - a.createdAt);
}
