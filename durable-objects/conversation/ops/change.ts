// The operation `change`: for changes that only one kind of conversation knows, such as a group's. The actor decides
// them, in order with messages.
import type { Refused } from "../../../schema/rpc/conversation.ts";
import { overAllowance } from "../../stream/reach.ts";
import type { Acting, FlushContext } from "./operation.ts";

export interface ChangeOp<Change> extends Acting {
  readonly kind: "change";
  readonly change: Change;
}

export function change<Change, Done>(op: ChangeOp<Change>, flush: FlushContext<Change, Done>): Done | Refused {
  const { now, draft } = flush;
  const before = flush.rules.reach();
  // Decided changes are in the draft already: so whatever the most is that it may reach must be allowed.
  if (!flush.costs.allows(op.allowance, flush.rules.reach(op.change))) return { refusal: overAllowance };
  const changed = flush.rules.change(op.actorId, op.change, { now, headSeq: draft.headSeq });
  if ("refusal" in changed) return changed;
  flush.appendEvents(changed.events);
  if (changed.caughtUp !== undefined) flush.moveCursor(changed.caughtUp, draft.headSeq);
  // One delivery carries all events of one change, to those who were members before it or are now.
  if (changed.events.length > 0) flush.costs.charge(op.allowance, Math.max(before, flush.rules.reach()));
  return changed.done;
}
