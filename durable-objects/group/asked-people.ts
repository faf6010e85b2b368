// Whoever is to be put into a group is asked before, by the group itself: who that is, and what they have answered.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { findNewcomers } from "./adding.ts";
import { askForConsents, type Asking } from "./consents.ts";
import { GroupDraft, type GroupState } from "./group-state.ts";

export interface AskingGroup extends Asking {
  readonly state: GroupState;
  readonly by: UserId;
}

/** Those by which people come in who have not asked for it. */
type AskingOp = Extract<GroupOp, { kind: "create" | "add-members" }>;
export const asksPeople = (op: GroupOp): op is AskingOp => op.kind === "create" || op.kind === "add-members";

/** The op with their answers. What can be refused without asking anybody is. */
export async function withConsents(group: AskingGroup, op: AskingOp): Promise<GroupOp | Refused> {
  const { state, by } = group;
  let newcomers: readonly UserId[] | Refused = [];
  if (op.kind === "add-members") newcomers = findNewcomers(new GroupDraft(state), by, op);
  // Of a group that exists this is a repeat.
  else if (state.core.createdBy === null) newcomers = [...new Set(op.memberIds)].filter((id) => id !== by);
  if ("refusal" in newcomers) return newcomers;
  return { ...op, consents: await askForConsents(group, newcomers) };
}
