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
  type Decision,
  type DecisionContext,
  type OpOf,
} from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { judgeAction } from "./judging.ts";

/**
 * Initial members see everything, including the event of the creation. A repeat by the creator does nothing.
 *
 * @returns INVALID_REQUEST for too many members or `joinPolicy: "password"`, since no password exists yet; GROUP_FULL
 */
export function decideCreate(
  draft: GroupDraft,
  creatorId: UserId,
  { info, settings, memberIds }: OpOf<"create">,
  context: DecisionContext,
): Decision {
  const { createdBy } = draft.core;
  if (createdBy === creatorId && draft.isOpen) return withoutEvent;
  if (createdBy !== null) return refused("CONVERSATION_NOT_FOUND");
  const others = [...new Set(memberIds)].filter((userId) => userId !== creatorId);
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
  return withEvents(context, events, [creatorId, ...others]);
}

/** Removes all members, and deletes bans, links, join requests and the password. */
export function decideDissolve(draft: GroupDraft, actorId: UserId, context: DecisionContext): Decision {
  const refusal = judgeAction(draft, actorId, "dissolve");
  if (refusal !== null) return { refusal };
  const dissolvedSeq = context.headSeq + 1;
  for (const userId of [...draft.members.keys()]) draft.release(userId, dissolvedSeq);
  draft.bans.clear();
  draft.links.clear();
  draft.requests.clear();
  draft.editCore({ dissolved: true, allSilenced: false, passwordHash: null });
  return withEvents(context, [groupChanged(actorId, { kind: "dissolved" })]);
}
