// A group's rules during one flush of its log: one draft, which every operation of the flush is judged against.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { GroupOp, GroupOpDone } from "../../schema/rpc/group.ts";
import type { FlushRules } from "../conversation/log/flush.ts";
import { decideOp } from "./decide-op.ts";
import type { ChangeBody } from "./decision.ts";
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
    maySend: (userId, { mentionsAll = false }, now) => maySend(draft, userId, { mentionsAll }, now),
    // Who is out may look back, but has nothing left to mark.
    mayRead: (userId) => (draft.members.has(userId) ? null : { code: "CONVERSATION_NOT_FOUND" }),
    change: (actorId, op, { now, headSeq }) => {
      const decided = decideOp(draft, actorId, op, { now, headSeq, limits });
      if ("refusal" in decided) return decided;
      isChanged = true;
      return { ...decided, allRead: decided.events.flatMap(allReadBy) };
    },
    save: () => {
      if (isChanged) save(draft.patch());
    },
    committed: () => {
      if (isChanged) committed(draft.finish());
    },
  };
}

/** Joining leaves nothing unread. */
const allReadBy = (event: ChangeBody): readonly UserId[] =>
  event.type === "member-changed" && event.change.kind === "joined" ? event.userIds : [];
