// The operation `mark-read`: moves a reader's cursor forward. Unread messages are counted from the cursor.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused, type MarkedRead } from "../../../schema/rpc/conversation.ts";
import type { Operation } from "./operation.ts";

export interface MarkReadOp {
  readonly kind: "mark-read";
  readonly actorId: UserId;
  readonly seq: number;
}

export const markRead: Operation<MarkReadOp, MarkedRead> = ({ actorId, seq }, flush) => {
  const refusal = flush.rules.judge(actorId, { kind: "mark-read" }, flush.now);
  if (refusal !== null) return { refusal };
  if (seq > flush.draft.headSeq) return refused("SEQ_OUT_OF_RANGE");
  flush.moveCursor(actorId, seq);
  return { cursorSeq: flush.draft.reader(actorId).cursorSeq, unread: flush.draft.unread(actorId) };
};
