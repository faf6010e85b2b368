// The operation `recall`: takes a message back for everybody. What it said, in its edits too, is overwritten with it.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { MessageChanged } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import type { Allowance } from "../allowance.ts";
import type { Operation } from "./operation.ts";
import { remove } from "./remove.ts";
import { findTarget } from "./target.ts";

export interface RecallOp {
  readonly kind: "recall";
  readonly actorId: UserId;
  readonly seq: number;
  readonly allowance?: Allowance | undefined;
}

export const recall: Operation<RecallOp, MessageChanged> = ({ actorId, seq: targetSeq, allowance }, flush) => {
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
