// All operations, by kind: a flush applies them through this table. A new one is a file beside this and a line here.
import type { AppendResult, MarkedRead, Refused } from "../../../schema/rpc/conversation.ts";
import { change, type ChangeOp } from "./change.ts";
import { markRead, type MarkReadOp } from "./mark-read.ts";
import type { FlushContext } from "./operation.ts";
import { send, type SendOp } from "./send.ts";

const operations = { send, "mark-read": markRead, change };

export type Op<Change> = SendOp | MarkReadOp | ChangeOp<Change>;
export type OpAnswer<Done> = AppendResult | MarkedRead | Done | Refused;

export function applyOp<Change, Done>(op: Op<Change>, flush: FlushContext<Change, Done>): OpAnswer<Done> {
  // The table pairs each kind with what takes it, which no type of a single entry can say.
  const apply = operations[op.kind] as (one: Op<Change>, within: FlushContext<Change, Done>) => OpAnswer<Done>;
  return apply(op, flush);
}
