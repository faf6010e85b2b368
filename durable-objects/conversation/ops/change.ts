// The operation `change`: for changes that only one kind of conversation knows, such as a group's. The actor decides
// them, in order with messages.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { FlushContext } from "./operation.ts";

export interface ChangeOp<Change> {
  readonly kind: "change";
  readonly actorId: UserId;
  readonly change: Change;
}

export function change<Change, Done>(op: ChangeOp<Change>, flush: FlushContext<Change, Done>): Done | Refused {
  const { now, draft } = flush;
  const changed = flush.rules.change(op.actorId, op.change, { now, headSeq: draft.headSeq });
  if ("refusal" in changed) return changed;
  flush.appendEvents(changed.events);
  return changed.done;
}
