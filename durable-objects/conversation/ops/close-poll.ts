// The operation `close-poll`: nobody votes in a poll any more. Nothing opens it again.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused } from "../../../schema/rpc/conversation.ts";
import type { MessageChanged } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import type { Allowance } from "../allowance.ts";
import type { Operation } from "./operation.ts";
import { findPoll } from "./poll-target.ts";

export interface ClosePollOp {
  readonly kind: "close-poll";
  readonly actorId: UserId;
  readonly seq: number;
  readonly allowance?: Allowance | undefined;
}

export const closePoll: Operation<ClosePollOp, MessageChanged> = ({ actorId, seq: targetSeq, allowance }, flush) => {
  const target = findPoll(flush, actorId, targetSeq);
  if ("refusal" in target) return target;
  const { message, poll, state } = target;
  const refusal = flush.rules.judge(actorId, { kind: "close-poll", message }, flush.now);
  if (refusal !== null) return { refusal };
  if (poll.closed !== undefined) return { seq: poll.closed[0] };
  if (flush.isFull) return refused("CONVERSATION_FULL");
  if (!flush.costs.pay(allowance, flush.rules.reach())) return { refusal: overAllowance };
  const { counts, voters } = poll;
  const seq = flush.appendEvent({ type: "poll-closed", senderId: actorId, targetSeq, counts, voters });
  flush.states.put(targetSeq, { ...state, poll: { ...poll, closed: [seq, actorId, flush.now] } });
  return { seq };
};
