// The operation `mark-read`: moves a reader's cursor forward. Unread messages are counted from the cursor.
import { refused, type MarkedRead } from "../../../schema/rpc/conversation.ts";
import { overAllowance, signalReach } from "../../stream/reach.ts";
import type { Acting, Operation } from "./operation.ts";

export interface MarkReadOp extends Acting {
  readonly kind: "mark-read";
  readonly seq: number;
}

export const markRead: Operation<MarkReadOp, MarkedRead> = ({ actorId, seq, allowance }, flush) => {
  const refusal = flush.rules.judge(actorId, { kind: "mark-read" }, flush.now);
  if (refusal !== null) return { refusal };
  if (seq > flush.draft.headSeq) return refused("SEQ_OUT_OF_RANGE");
  // The reader's own devices are told of the mark, the others of a cursor that moved.
  const before = flush.draft.reader(actorId).cursorSeq;
  const reach = seq > before ? Math.max(1, signalReach(flush.rules.reach())) : 1;
  if (!flush.costs.pay(allowance, reach)) return { refusal: overAllowance };
  flush.moveCursor(actorId, seq);
  flush.burns.start(actorId, seq, flush.clock);
  return { cursorSeq: flush.draft.reader(actorId).cursorSeq, ...flush.draft.counts(actorId) };
};
