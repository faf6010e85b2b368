// All operations by kind: a flush applies them through this table. A new operation is a file in this folder and a line
// here.
import type { HistoryEvent } from "../../../schema/history/packed-events.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { MessageOp } from "../../../schema/rpc/message-changes.ts";
import { change, type ChangeOp } from "./change.ts";
import { edit } from "./edit.ts";
import { expire, type ExpireOp } from "./expire.ts";
import { hide } from "./hide.ts";
import { markRead, type MarkReadOp } from "./mark-read.ts";
import type { Acting, FlushContext } from "./operation.ts";
import { closePoll } from "./close-poll.ts";
import { pin } from "./pin.ts";
import { react } from "./react.ts";
import { recall } from "./recall.ts";
import { send, type SendOp } from "./send.ts";
import { setRetention } from "./set-retention.ts";
import { vote } from "./vote.ts";
import { followThread } from "./thread.ts";

const operations = {
  send,
  "mark-read": markRead,
  edit,
  recall,
  react,
  pin,
  hide,
  "follow-thread": followThread,
  vote,
  "close-poll": closePoll,
  expire,
  "set-retention": setRetention,
  change,
};

/** Operations on messages that were sent: what the session asks, and who does. */
type OnMessageOp = MessageOp &
  Acting & {
    /** What the log has dropped of the events that it is about. */
    readonly carried: readonly HistoryEvent[];
  };
export type Op<Change> = SendOp | MarkReadOp | OnMessageOp | ExpireOp | ChangeOp<Change>;
/** The answer to an operation. */
export type AnswerTo<O extends Op<unknown>, Done> =
  O extends ChangeOp<unknown> ? Done | Refused : ReturnType<(typeof operations)[Exclude<O["kind"], "change">]>;

export function applyOp<Change, Done>(op: Op<Change>, flush: FlushContext<Change, Done>): AnswerTo<Op<Change>, Done> {
  // The table pairs each kind with its function, which the type of a single entry cannot express.
  const apply = operations[op.kind] as (one: typeof op, within: typeof flush) => AnswerTo<Op<Change>, Done>;
  return apply(op, flush);
}
