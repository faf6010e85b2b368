// The operation `close-poll`: nobody votes in a poll any more. Nothing opens it again.
import { refused } from "../../../schema/rpc/conversation.ts";
import type { ClosePollOp, MessageChanged } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import type { Acting, Operation } from "./operation.ts";
import { findPoll } from "./poll-target.ts";

export const closePoll: Operation<ClosePollOp & Acting, MessageChanged> = (op, flush) => {
  const { actorId, seq: targetSeq, allowance } = op;
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
