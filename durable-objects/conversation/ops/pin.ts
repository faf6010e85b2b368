// The operation `pin`: pins a message for everybody, or takes the pin away.
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused } from "../../../schema/rpc/conversation.ts";
import type { MessageChanged, PinOp } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import { isPinned, lastPin, withPin } from "../states/stored-state.ts";
import type { Acting, Operation } from "./operation.ts";
import { findPresent } from "./target.ts";

/** A repeat is answered as the first was, whatever has changed since. */
export const pin: Operation<PinOp & Acting, MessageChanged> = (op, flush) => {
  const { actorId, active, opId, allowance } = op;
  const target = findPresent(flush, actorId, op.seq);
  if ("refusal" in target) return target;
  const { state, message } = target;
  const targetSeq = message.seq;
  const earlier = state.pins?.find(([, , , one]) => one === opId);
  if (earlier !== undefined) return { seq: earlier[0] };
  const refusal = flush.rules.judge(actorId, { kind: "pin" }, flush.now);
  if (refusal !== null) return { refusal };
  if (flush.isFull) return refused("CONVERSATION_FULL");
  const note = (seq: number): void =>
    flush.states.put(targetSeq, withPin(state, [seq, actorId, active ? 1 : 0, opId, flush.now]));
  if (isPinned(state) === active) {
    // No event, but its repeat must be known: else it could undo what another device does meanwhile.
    const seq = lastPin(state)?.[0] ?? targetSeq;
    note(seq);
    return { seq };
  }
  const { pins } = flush.states;
  if (active && pins.length >= wireLimits.maxPins) return refused("TOO_MANY");
  if (!flush.costs.pay(allowance, flush.rules.reach())) return { refusal: overAllowance };
  const seq = flush.appendEvent({ type: "pin-changed", senderId: actorId, targetSeq, active });
  note(seq);
  flush.states.putPins(active ? [...pins, targetSeq] : pins.filter((pinned) => pinned !== targetSeq));
  return { seq };
};
