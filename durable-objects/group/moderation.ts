// Moderation: removals, bans and mutes.
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import {
  groupChanged,
  memberChanged,
  withEvents,
  withoutEvent,
  type Decision,
  type DecisionContext,
  type OpOf,
} from "./decision.ts";
import type { GroupDraft } from "./group-state.ts";
import { judgeAction, judgeTowards, judgeTowardsMember } from "./judging.ts";

export function decideRemoveMember(
  draft: GroupDraft,
  actorId: UserId,
  { userId }: OpOf<"remove-member">,
  context: DecisionContext,
): Decision {
  const refusal = judgeTowardsMember(draft, actorId, "remove-member", userId);
  if (refusal !== null) return { refusal };
  draft.release(userId, context.headSeq + 1);
  return withEvents(context, [memberChanged(actorId, [userId], { kind: "removed", banned: false })]);
}

/** Also removes the user if they are a member. Otherwise the ban writes no event. */
export function decideBan(
  draft: GroupDraft,
  actorId: UserId,
  { userId }: OpOf<"ban">,
  context: DecisionContext,
): Decision {
  const refusal = judgeTowards(draft, actorId, "ban", userId);
  if (refusal !== null) return { refusal };
  if (draft.bans.has(userId)) return withoutEvent;
  if (draft.bans.size >= wireLimits.maxBans) return refused("TOO_MANY");
  const wasIn = draft.members.has(userId);
  draft.bans.set(userId, { userId, bannedBy: actorId, createdAt: context.now });
  draft.requests.delete(userId);
  draft.endInvitation(userId);
  draft.release(userId, context.headSeq + 1);
  return wasIn
    ? withEvents(context, [memberChanged(actorId, [userId], { kind: "removed", banned: true })])
    : withoutEvent;
}

/** Succeeds even if there is no ban. */
export function decideUnban(draft: GroupDraft, actorId: UserId, { userId }: OpOf<"unban">): Decision {
  const refusal = judgeAction(draft, actorId, "unban");
  if (refusal !== null) return { refusal };
  draft.bans.delete(userId);
  return withoutEvent;
}

/** A time in the past lets them write again. */
export function decideSilence(
  draft: GroupDraft,
  actorId: UserId,
  op: OpOf<"silence">,
  context: DecisionContext,
): Decision {
  const { userId } = op;
  const refusal = judgeTowardsMember(draft, actorId, "silence", userId);
  if (refusal !== null) return { refusal };
  const inFuture = (time: number | null | undefined): number | null => (time && time > context.now ? time : null);
  const silencedUntil = inFuture(op.silencedUntil);
  if (inFuture(draft.members.get(userId)?.silencedUntil) === silencedUntil) return withoutEvent;
  draft.editMember(userId, { silencedUntil });
  return withEvents(context, [memberChanged(actorId, [userId], { kind: "silenced", silencedUntil })]);
}

export function decideSilenceAll(
  draft: GroupDraft,
  actorId: UserId,
  { allSilenced }: OpOf<"silence-all">,
  context: DecisionContext,
): Decision {
  const refusal = judgeAction(draft, actorId, "silence-all");
  if (refusal !== null) return { refusal };
  if (draft.core.allSilenced === allSilenced) return withoutEvent;
  draft.editCore({ allSilenced });
  return withEvents(context, [groupChanged(actorId, { kind: "all-silenced", allSilenced })]);
}
