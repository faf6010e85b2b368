// The operation `hide`: deletes messages for one user alone. It makes no event: nobody else is concerned.
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused } from "../../../schema/rpc/conversation.ts";
import type { HideOp, MessageChanged } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import type { Acting, Operation } from "./operation.ts";
import { findTarget, newestWords, type Target } from "./target.ts";

/** All of them, or none. */
export const hide: Operation<HideOp & Acting, MessageChanged> = ({ actorId, seqs, allowance }, flush) => {
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
  if (!flush.costs.pay(allowance, 1)) return { refusal: overAllowance };
  for (const target of added) {
    const { seq, senderId } = target.message;
    // What is gone counts for nobody.
    if (!flush.isGone(target.message, target.state))
      flush.hide(actorId, { seq, senderId, mentions: flush.said(newestWords(target)).mentions ?? [] });
  }
  flush.states.putHidden(actorId, [...known, ...added.map(({ message }) => message.seq)]);
  return answer;
};
