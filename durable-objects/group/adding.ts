// Adding people to a group: whoever has agreed to it is in at once, the others are invited.
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import { admit, judgeNewcomers } from "./admitting.ts";
import { withoutEvent, type Decision, type DecisionContext, type OpOf } from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { agrees, hasRoomToInvite, invite } from "./inviting.ts";
import { judgeAction } from "./judging.ts";

/** Whom it would add if all agreed. Judged before anybody is asked, and again at the flush. */
export function findNewcomers(
  draft: GroupDraft,
  actorId: UserId,
  { userIds }: Pick<OpOf<"add-members">, "userIds">,
): readonly UserId[] | Refused {
  const refusal = judgeAction(draft, actorId, "add-members");
  if (refusal !== null) return { refusal };
  if (userIds.length > wireLimits.maxUsersPerRequest) return refusedAt("INVALID_REQUEST", "/userIds");
  const newcomers = [...new Set(userIds)].filter((userId) => !draft.members.has(userId));
  const hindrance = judgeNewcomers(draft, newcomers);
  return hindrance === null ? newcomers : { refusal: hindrance };
}

/** Skips users who are members already. All others join together or are invited, or nothing happens. */
export function decideAddMembers(
  draft: GroupDraft,
  actorId: UserId,
  op: OpOf<"add-members">,
  context: DecisionContext,
): Decision {
  const newcomers = findNewcomers(draft, actorId, op);
  if ("refusal" in newcomers) return newcomers;
  const { now } = context;
  const agreeing = newcomers.filter((userId) => agrees(draft, userId, op.consents, context));
  const invited = newcomers.filter((userId) => !agreeing.includes(userId));
  if (!hasRoomToInvite(draft, invited, now)) return refused("TOO_MANY");
  const decision = agreeing.length === 0 ? withoutEvent : admit(draft, actorId, agreeing, "added", context);
  if ("refusal" in decision || invited.length === 0) return decision;
  invite(draft, actorId, invited, now);
  return { ...decision, done: { ...decision.done, invited } };
}
