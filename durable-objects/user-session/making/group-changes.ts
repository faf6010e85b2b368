// Changes of groups in the user's name: charged here, because only the session knows what its user may still spend, and
// decided by the group.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { Counted } from "../../../schema/rpc/append.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOp, GroupOpDone, GroupRpc } from "../../../schema/rpc/group.ts";
import { callActor } from "../../runtime/calls.ts";
import { isOverAllowance } from "../../stream/reach.ts";
import type { Answers } from "../answers.ts";
import type { ChargedCalls } from "../budgets/charged-calls.ts";

export interface GroupChangesHost {
  readonly userId: UserId;
  readonly charged: ChargedCalls;
  /** A new one at every call, since a broken stub stays broken. */
  readonly stub: (groupId: ConversationId) => Pick<GroupRpc, "change">;
  /** What the session keeps of the user's invitations and requests to join. */
  readonly done: (groupId: ConversationId, op: GroupOp, done: GroupOpDone | Refused) => void;
}

/** How many people the user would put into the group. Who joins by themselves is nobody else's guest. */
function peopleOf(op: GroupOp): number {
  switch (op.kind) {
    case "create":
      return op.memberIds.length;
    case "add-members":
      return op.userIds.length;
    default:
      return 0;
  }
}

/** @throws ActorUnavailable; then all that was charged remains so: the change may have been made */
export async function changeGroup(
  { userId, charged, stub, done: note }: GroupChangesHost,
  groupId: ConversationId,
  op: GroupOp,
): Promise<GroupOpDone | Refused> {
  const people = peopleOf(op);
  const done = await charged.make<(GroupOpDone | Refused) & Counted>(groupId, {
    costs: { changes: 1, calls: 1, people },
    // Also those who come in by this change; of a new group nobody else is there.
    deliveries: (members) => (op.kind === "create" ? people + 1 : members + people + 1),
    send: (allowance) => callActor(() => stub(groupId).change({ userId, op, allowance })),
    countOf: (counted) => counted,
    isShort: isOverAllowance,
    unneeded: (answer) => ({ people: people - comeIn(answer, op) }),
  });
  note(groupId, op, done);
  return isOverAllowance(done) ? charged.refusal(groupId) : done;
}

/**
 * How many came in or were invited: nobody, if the group refused or all were in already. A group's creator is among those
 * who joined.
 */
function comeIn(done: GroupOpDone | Refused, op: GroupOp): number {
  if ("refusal" in done) return 0;
  const { joined, invited = [] } = done;
  return (op.kind === "create" ? Math.max(0, joined.length - 1) : joined.length) + invited.length;
}

export const groupChangeAnswers = (host: GroupChangesHost): Answers<"change-group"> => ({
  "change-group": ({ conversationId, op }) => changeGroup(host, conversationId, op),
});
