// The operation `recall`: takes a message back for everybody. What it said, in its edits too, is overwritten with it.
import type { MessageChanged, RecallOp } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import type { Acting, Operation } from "./operation.ts";
import { remove } from "./remove.ts";
import { findTarget } from "./target.ts";

export const recall: Operation<RecallOp & Acting, MessageChanged> = (op, flush) => {
  const { actorId, seq: targetSeq, allowance } = op;
  const target = findTarget(flush, actorId, targetSeq);
  if ("refusal" in target) return target;
  const { message, state } = target;
  if (flush.isGone(message, state)) return { seq: state.gone?.[0] ?? targetSeq };
  const refusal = flush.rules.judge(actorId, { kind: "recall", message }, flush.now);
  if (refusal !== null) return { refusal };
  if (!flush.costs.pay(allowance, flush.rules.reach())) return { refusal: overAllowance };
  const reason = message.senderId === actorId ? "sender" : "moderator";
  const inThread = message.thread === undefined ? {} : { thread: message.thread };
  const seq = flush.appendEvent({ type: "message-recalled", senderId: actorId, targetSeq, reason, ...inThread });
  remove(flush, target, [seq, reason, actorId]);
  return { seq };
};
