// The first and the last op of a group: creation and dissolution.
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, refusedAt } from "../../schema/rpc/conversation.ts";
import {
  groupChanged,
  maxMembersOf,
  memberChanged,
  withEvents,
  withoutEvent,
  type ChangeBody,
  type Decided,
  type Decision,
  type DecisionContext,
  type OpOf,
} from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { agrees, invite, isInvited } from "./inviting.ts";
import { judgeAction } from "./judging.ts";

/**
 * Initial members see everything, including the event of the creation; whoever has not agreed to be one is invited. A repeat
 * by the creator does nothing.
 *
 * @returns INVALID_REQUEST for too many members or `joinPolicy: "password"`, since no password exists yet; GROUP_FULL
 */
export function decideCreate(
  draft: GroupDraft,
  creatorId: UserId,
  { info, settings, memberIds, consents }: OpOf<"create">,
  context: DecisionContext,
): Decision {
  const { createdBy } = draft.core;
  if (createdBy === creatorId && draft.isOpen) return repeated(draft, memberIds, context.now);
  if (createdBy !== null) return refused("CONVERSATION_NOT_FOUND");
  const named = [...new Set(memberIds)].filter((userId) => userId !== creatorId);
  const others = named.filter((userId) => agrees(draft, userId, consents, context));
  if (memberIds.length > wireLimits.maxUsersPerRequest) return refusedAt("INVALID_REQUEST", "/memberIds");
  if (settings.joinPolicy === "password") return refusedAt("INVALID_REQUEST", "/settings/joinPolicy");
  if (1 + others.length > maxMembersOf(context.limits)) return refused("GROUP_FULL");

  const events: ChangeBody[] = [
    groupChanged(creatorId, { kind: "created", ...info, settings }),
    memberChanged(creatorId, [creatorId], { kind: "joined", how: "created", role: "owner" }),
  ];
  if (others.length > 0)
    events.push(memberChanged(creatorId, others, { kind: "joined", how: "created", role: "member" }));
  draft.editCore({ info, settings, createdBy: creatorId });
  const createdSeq = context.headSeq + 1;
  if (settings.historyVisible) draft.showHistory(createdSeq);
  // All members are admitted with the first event, so that their streams begin with it.
  draft.admit(creatorId, "owner", createdSeq, createdSeq);
  for (const userId of others) draft.admit(userId, "member", createdSeq, createdSeq);
  if (others.length > 0) draft.noteLetInBy(createdSeq, creatorId);
  const invited = named.filter((userId) => !others.includes(userId));
  invite(draft, creatorId, invited, context.now);
  return withInvited(withEvents(context, events, [creatorId, ...others]), invited);
}

/** Answers as the creation did, as far as it is so still. */
const repeated = (draft: GroupDraft, memberIds: readonly UserId[], now: number): Decided =>
  withInvited(
    withoutEvent,
    [...new Set(memberIds)].filter((userId) => isInvited(draft, userId, now)),
  );

const withInvited = (decided: Decided, invited: readonly UserId[]): Decided =>
  invited.length === 0 ? decided : { ...decided, done: { ...decided.done, invited } };

/** Removes all members, and deletes bans, links, join requests and the password. */
export function decideDissolve(draft: GroupDraft, actorId: UserId, context: DecisionContext): Decision {
  const refusal = judgeAction(draft, actorId, "dissolve");
  if (refusal !== null) return { refusal };
  const dissolvedSeq = context.headSeq + 1;
  for (const userId of [...draft.members.keys()]) draft.release(userId, dissolvedSeq);
  draft.bans.clear();
  draft.links.clear();
  draft.requests.clear();
  for (const userId of [...draft.invitations.keys()]) draft.endInvitation(userId);
  draft.editCore({ dissolved: true, allSilenced: false, passwordHash: null });
  return withEvents(context, [groupChanged(actorId, { kind: "dissolved" })]);
}
