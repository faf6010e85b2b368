// A group's rules during one flush of its log: one draft, which every operation of the flush is judged against.
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { GroupOp, GroupOpDone } from "../../schema/rpc/group.ts";
import type { Act, FlushRules } from "../conversation/ops/operation.ts";
import { decideOp } from "./decide-op.ts";
import { GroupDraft, type GroupPatch, type GroupState } from "./group-state.ts";
import { maySend } from "./judging.ts";

export interface GroupRulesHost {
  readonly state: GroupState;
  readonly limits: Limits;
  readonly save: (patch: GroupPatch) => void;
  readonly committed: (state: GroupState) => void;
}

export function groupRules({ state, limits, save, committed }: GroupRulesHost): FlushRules<GroupOp, GroupOpDone> {
  const draft = new GroupDraft(state);
  let isChanged = false;
  return {
    judge: (userId, act, now) => judgeAct(draft, userId, act, now),
    change: (actorId, op, { now, headSeq }) => {
      const decided = decideOp(draft, actorId, op, { now, headSeq, limits });
      if ("refusal" in decided) return decided;
      isChanged = true;
      return decided;
    },
    leavers: () => draft.leavers(),
    save: () => {
      if (isChanged) save(draft.patch());
    },
    committed: () => {
      if (isChanged) committed(draft.finish());
    },
  };
}

/** What members do to the log: one entry for each act. */
function judgeAct(draft: GroupDraft, userId: UserId, act: Act, now: number): Refusal | null {
  switch (act.kind) {
    case "send":
      return maySend(draft, userId, { mentionsAll: act.item.mentionsAll ?? false }, now);
    case "mark-read":
      // Former members may look back, but have nothing left to mark.
      return draft.members.has(userId) ? null : { code: "CONVERSATION_NOT_FOUND" };
  }
}
