// The rules of a group during one flush of its log: every operation of the flush is judged against one draft.
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { GroupOp, GroupOpDone } from "../../schema/rpc/group.ts";
import { isVisible } from "../conversation/log/visibility.ts";
import { judgeBurn } from "../conversation/ops/may-burn.ts";
import { judgeOwn } from "../conversation/ops/change-windows.ts";
import type { Act, FlushRules } from "../conversation/ops/operation.ts";
import { decideOp } from "./decide-op.ts";
import type { Returned } from "./former-draft.ts";
import { GroupDraft, type GroupPatch, type GroupState } from "./group-state.ts";
import { judgeAction, judgeReaction, judgeTowards, maySend } from "./judging.ts";

export interface GroupRulesHost {
  readonly state: GroupState;
  readonly limits: Limits;
  /** The time by the clock; missing: the log's. */
  readonly clock?: () => number;
  /** Whether a former member has received their last event. */
  readonly hasLastEvent: (userId: UserId) => boolean;
  readonly save: (patch: GroupPatch) => void;
  /** @param invited whose sessions have something to be told */
  readonly committed: (state: GroupState, returned: Returned, invited: GroupPatch["news"]) => void;
}

/** Former members moved to storage in one flush, for two rows each: as many as can leave in one flush. */
const maxSettled = 500;

export function groupRules(host: GroupRulesHost): FlushRules<GroupOp, GroupOpDone> {
  const { state, limits, clock, hasLastEvent, save, committed } = host;
  const draft = new GroupDraft(state);
  let isChanged = false;
  return {
    isMember: (userId) => draft.members.has(userId),
    sees: (userId, seq) => isVisible(draft.members.get(userId)?.intervals ?? [], seq),
    judge: (userId, act, now) => judgeAct(draft, userId, act, now, limits),
    change: (actorId, op, { now, headSeq }) => {
      const decided = decideOp(draft, actorId, op, { now, clock: clock?.() ?? now, headSeq, limits });
      if ("refusal" in decided) return decided;
      isChanged = true;
      return decided;
    },
    // A group that exists is not created again, so a repeat of its creation reaches nobody.
    reach: (op) => (op?.kind === "create" ? 0 : draft.members.size) + newcomersOf(op),
    leavers: () => draft.leavers(),
    save: () => {
      if (!isChanged) return;
      draft.formers.settle(hasLastEvent, maxSettled);
      save(draft.patch());
    },
    committed: () => {
      if (isChanged) committed(draft.finish(), draft.formers.returned, draft.patch().news);
    },
  };
}

/** The most members that an op adds. */
function newcomersOf(op: GroupOp | undefined): number {
  switch (op?.kind) {
    case "create":
      return op.memberIds.length + 1;
    case "add-members":
      return op.userIds.length;
    case "join":
    case "answer-invitation":
    case "answer-request":
      return 1;
    default:
      return 0;
  }
}

/** Permissions for operations on the log: one case per act. */
function judgeAct(draft: GroupDraft, userId: UserId, act: Act, now: number, limits: Limits): Refusal | null {
  switch (act.kind) {
    case "send":
      return maySend(draft, userId, { mentionsAll: act.item.mentionsAll ?? false }, now) ?? judgeBurn(act, false);
    case "mark-read":
      // Former members may read, but have no cursor to move.
      return draft.members.has(userId) ? null : { code: "CONVERSATION_NOT_FOUND" };
    case "edit":
      return maySend(draft, userId, act, now) ?? judgeOwn(act, userId, now, limits);
    case "recall":
      return mayRecall(draft, userId, act, now, limits);
    case "react":
    case "vote":
      // Whoever is silenced may take away what they have shown.
      return act.active ? judgeReaction(draft, userId, now) : judgeAction(draft, userId, "look");
    case "set-retention":
      return judgeAction(draft, userId, "edit-settings");
    case "pin":
      return judgeAction(draft, userId, "pin");
    case "close-poll":
      return judgeTowards(draft, userId, "close-poll", act.message.senderId);
  }
}

/** By the sender for a while; by others at any time, if their role is higher than the sender's is now. */
function mayRecall(
  draft: GroupDraft,
  userId: UserId,
  act: Extract<Act, { kind: "recall" }>,
  now: number,
  limits: Limits,
): Refusal | null {
  const own = judgeOwn(act, userId, now, limits);
  if (own === null) return judgeAction(draft, userId, "look");
  const byRole = judgeTowards(draft, userId, "recall", act.message.senderId);
  return byRole?.code === "FORBIDDEN" ? own : byRole;
}
