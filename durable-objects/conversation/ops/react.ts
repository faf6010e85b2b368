// The operation `react`: puts one person's emoji to a message, or takes it away.
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused } from "../../../schema/rpc/conversation.ts";
import type { MessageChanged, ReactOp } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import { maxChangesKept, withReaction } from "../states/stored-state.ts";
import { findChange } from "./earlier-change.ts";
import type { Acting, Operation } from "./operation.ts";
import { findPresent } from "./target.ts";

/** A repeat is answered as the first was, whatever has changed since. */
export const react: Operation<ReactOp & Acting, MessageChanged> = (op, flush) => {
  const { actorId, emoji, active, opId, allowance } = op;
  const target = findPresent(flush, actorId, op.seq);
  if ("refusal" in target) return target;
  const { seq: targetSeq } = target.message;
  const changes = flush.states.reaction(targetSeq, actorId, emoji);
  const earlier = findChange(changes, opId);
  if (earlier !== null) return { seq: earlier };
  const refusal = flush.rules.judge(actorId, { kind: "react", active }, flush.now);
  if (refusal !== null) return { refusal };
  if (flush.isFull) return refused("CONVERSATION_FULL");
  const note = (seq: number): void =>
    flush.states.putReaction(
      targetSeq,
      actorId,
      emoji,
      [...changes, [seq, opId, active ? 1 : 0] as const].slice(-maxChangesKept),
    );
  const [lastSeq, , isThere] = changes.at(-1) ?? [targetSeq, opId, 0];
  if (active === (isThere === 1)) {
    // No event, but its repeat must be known: else it could undo what another device does meanwhile.
    note(lastSeq);
    return { seq: lastSeq };
  }
  const { reactions = [] } = target.state;
  if (active && reactions.length >= wireLimits.maxReactionKinds && !reactions.some(([one]) => one === emoji))
    return refused("TOO_MANY");
  if (!flush.costs.pay(allowance, flush.rules.reach())) return { refusal: overAllowance };
  const seq = flush.appendEvent({ type: "reaction-changed", senderId: actorId, targetSeq, emoji, active });
  note(seq);
  flush.states.put(targetSeq, withReaction(target.state, emoji, actorId, active));
  return { seq };
};
