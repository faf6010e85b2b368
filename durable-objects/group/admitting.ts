// How people come in: by one event, whatever their way.
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { JoinedHow } from "../../schema/protocol/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { maxMembersOf, memberChanged, withEvents, type Decision, type DecisionContext } from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";

/**
 * Every way to join ends here: all newcomers join with one event, or none does.
 *
 * @param actorId who is said to have let them in
 */
export function admit(
  draft: GroupDraft,
  actorId: UserId,
  newcomers: readonly UserId[],
  how: JoinedHow,
  context: DecisionContext,
): Decision {
  const refusal = judgeNewcomers(draft, newcomers);
  if (refusal !== null) return { refusal };
  if (draft.members.size + newcomers.length > maxMembersOf(context.limits)) return refused("GROUP_FULL");
  const joinedSeq = context.headSeq + 1;
  const fromSeq = draft.firstSeqFor(joinedSeq);
  for (const userId of newcomers) draft.admit(userId, "member", joinedSeq, fromSeq);
  if (how === "added") draft.noteLetInBy(joinedSeq, actorId);
  const event = memberChanged(actorId, newcomers, { kind: "joined", how, role: "member" });
  return withEvents(context, [event], newcomers);
}

/** Whether one of them may not come in, whoever asks for it. */
export function judgeNewcomers(draft: GroupDraft, newcomers: readonly UserId[]): Refusal | null {
  if (newcomers.some((userId) => draft.bans.has(userId))) return { code: "BANNED" };
  // A user's intervals are stored in one row, which endless joining and leaving must not let grow without limit.
  const wasInTooOften = (userId: UserId): boolean => draft.intervalsOf(userId).length >= wireLimits.maxMemberships;
  return newcomers.some(wasInTooOften) ? { code: "TOO_MANY" } : null;
}
