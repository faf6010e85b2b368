// Changes of membership and of members: leaving, roles, nicknames, ownership.
import type { UserId } from "../../schema/protocol/ids.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import {
  memberChanged,
  withEvents,
  withoutEvent,
  type ChangeBody,
  type Decision,
  type DecisionContext,
  type OpOf,
} from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { decideDissolve } from "./lifecycle.ts";
import { changeMakers } from "./links.ts";
import { judgeAction, judgeTowardsMember, judgeVoice } from "./judging.ts";

/** @returns OWNER_MUST_TRANSFER for the owner, even if they are the only member: they may dissolve the group */
export function decideLeave(draft: GroupDraft, userId: UserId, context: DecisionContext): Decision {
  const refusal = judgeAction(draft, userId, "leave");
  if (refusal !== null) return refusal.code === "FORBIDDEN" ? refused("OWNER_MUST_TRANSFER") : { refusal };
  draft.release(userId, context.headSeq + 1);
  draft.stayedOut.set(userId, { at: context.now, declined: false });
  return withEvents(context, [memberChanged(userId, [userId], { kind: "left" })]);
}

/**
 * The account of this user is deleted: they are in nothing any more, and ask for nothing. Of an owner the group is handed to
 * the admin, else to the member, who has been in it longest; if there is nobody, it is dissolved.
 *
 * @returns CONVERSATION_NOT_FOUND for a group that nobody has made; never refused otherwise
 */
export function decideDepart(draft: GroupDraft, userId: UserId, context: DecisionContext): Decision {
  if (draft.core.createdBy === null) return refused("CONVERSATION_NOT_FOUND");
  if (!draft.isOpen) return withoutEvent;
  draft.requests.delete(userId);
  // Without news: nobody is there any more to hear them.
  draft.invitations.delete(userId);
  const member = draft.members.get(userId);
  if (member === undefined) return withoutEvent;
  const heir = member.role === "owner" ? eldestOf(draft, userId) : null;
  if (member.role === "owner" && heir === null) return decideDissolve(draft, userId, context);
  const handedOver = heir === null ? [] : handOver(draft, userId, heir, context);
  draft.release(userId, context.headSeq + handedOver.length + 1);
  return withEvents(context, [...handedOver, memberChanged(userId, [userId], { kind: "left" })]);
}

/** Whoever has been a member longest, admins before others; of those who came together the one with the first id. */
function eldestOf(draft: GroupDraft, but: UserId): UserId | null {
  const others = [...draft.members.entries()].filter(([userId]) => userId !== but);
  const admins = others.filter(([, { role }]) => role === "admin");
  const [eldest] = (admins.length > 0 ? admins : others).toSorted(
    ([a, { joinedSeq: aSeq }], [b, { joinedSeq: bSeq }]) => aSeq - bSeq || (a < b ? -1 : 1),
  );
  return eldest?.[0] ?? null;
}

/** Makes this member the owner. They may write again, because nobody else could end that. */
function handOver(draft: GroupDraft, actorId: UserId, userId: UserId, { now }: DecisionContext): ChangeBody[] {
  const { silencedUntil } = draft.members.get(userId) ?? { silencedUntil: null };
  const isSilenced = silencedUntil !== null && silencedUntil > now;
  changeMakers(draft, () => draft.editMember(userId, { role: "owner", silencedUntil: null }));
  return [
    memberChanged(actorId, [userId], { kind: "role", role: "owner" }),
    ...(isSilenced ? [memberChanged(actorId, [userId], { kind: "silenced", silencedUntil: null })] : []),
  ];
}

/** @returns OWNER_MUST_TRANSFER when the owner would lower their own role */
export function decideSetRole(
  draft: GroupDraft,
  actorId: UserId,
  { userId, role }: OpOf<"set-role">,
  context: DecisionContext,
): Decision {
  const refusal = judgeTowardsMember(draft, actorId, "set-role", userId);
  if (refusal !== null) return { refusal };
  if (userId === actorId) return refused("OWNER_MUST_TRANSFER");
  if (draft.members.get(userId)?.role === role) return withoutEvent;
  changeMakers(draft, () => draft.editMember(userId, { role }));
  return withEvents(context, [memberChanged(actorId, [userId], { kind: "role", role })]);
}

/** The old owner becomes an admin. The new owner may write again, because nobody else could end that. */
export function decideTransfer(
  draft: GroupDraft,
  actorId: UserId,
  { userId }: OpOf<"transfer">,
  context: DecisionContext,
): Decision {
  const refusal = judgeTowardsMember(draft, actorId, "transfer", userId);
  if (refusal !== null) return { refusal };
  if (userId === actorId) return withoutEvent;
  const events: ChangeBody[] = [
    memberChanged(actorId, [userId], { kind: "role", role: "owner" }),
    memberChanged(actorId, [actorId], { kind: "role", role: "admin" }),
  ];
  const { silencedUntil } = draft.members.get(userId) ?? { silencedUntil: null };
  if (silencedUntil !== null && silencedUntil > context.now)
    events.push(memberChanged(actorId, [userId], { kind: "silenced", silencedUntil: null }));
  changeMakers(draft, () => {
    draft.editMember(userId, { role: "owner", silencedUntil: null });
    draft.editMember(actorId, { role: "admin" });
  });
  return withEvents(context, events);
}

export function decideSetNickname(
  draft: GroupDraft,
  actorId: UserId,
  { userId, nickname }: OpOf<"set-nickname">,
  context: DecisionContext,
): Decision {
  const refusal = judgeTowardsMember(draft, actorId, "set-nickname", userId) ?? judgeVoice(draft, actorId, context.now);
  if (refusal !== null) return { refusal };
  if (draft.members.get(userId)?.nickname === nickname) return withoutEvent;
  draft.editMember(userId, { nickname });
  return withEvents(context, [memberChanged(actorId, [userId], { kind: "nickname", nickname })]);
}
