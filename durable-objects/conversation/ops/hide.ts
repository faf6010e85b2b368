// The operation `hide`: deletes messages for one user alone. It makes no event: nobody else is concerned.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused } from "../../../schema/rpc/conversation.ts";
import type { MessageChanged } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import type { Allowance } from "../allowance.ts";
import { placeOf } from "./edit.ts";
import type { Operation } from "./operation.ts";
import { findTarget, type Target } from "./target.ts";

export interface HideOp {
  readonly kind: "hide";
  readonly actorId: UserId;
  /** Each once. */
  readonly seqs: readonly number[];
  readonly allowance?: Allowance | undefined;
}

/** All of them, or none. */
export const hide: Operation<HideOp, MessageChanged> = ({ actorId, seqs, allowance }, flush) => {
  const targets: Target[] = [];
  for (const seq of seqs) {
    const target = findTarget(flush, actorId, seq);
    if ("refusal" in target) return target;
    targets.push(target);
  }
  const known = flush.states.hidden(actorId);
  const hidden = new Set(known);
  const added = targets.filter(({ message }) => !hidden.has(message.seq));
  const answer = { seq: seqs[0] ?? 0, hides: known.length + added.length };
  if (added.length === 0) return answer;
  if (answer.hides > wireLimits.maxHidden) return refused("TOO_MANY");
  // Only the user's own devices are told.
  if (!flush.costs.allows(allowance, 1)) return { refusal: overAllowance };
  flush.costs.charge(allowance, 1);
  for (const { message, state } of added) {
    const isGone = flush.isGone(message, state);
    const mentions = isGone ? [] : (flush.said(state.edits?.at(-1)?.[0] ?? message.seq).mentions ?? []);
    if (!isGone) flush.hide(actorId, { ...placeOf(message), mentions });
  }
  flush.states.putHidden(actorId, [...known, ...added.map(({ message }) => message.seq)]);
  return answer;
};
