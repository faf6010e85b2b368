// The operation `vote`: what one person has chosen in a poll takes the place of what they chose before.
//
// Of an anonymous poll the event does not name the voter, and stands in the log under the author's name: only the row of
// the vote knows them.
import { refused, refusedAt } from "../../../schema/rpc/conversation.ts";
import type { MessageChanged, VoteOp } from "../../../schema/rpc/message-changes.ts";
import { overAllowance } from "../../stream/reach.ts";
import { withVote } from "../states/poll-note.ts";
import { maxChangesKept } from "../states/stored-state.ts";
import { findChange } from "./earlier-change.ts";
import type { Acting, Operation } from "./operation.ts";
import { findPoll } from "./poll-target.ts";

/** A repeat is answered as the first was, whatever has changed since. */
export const vote: Operation<VoteOp & Acting, MessageChanged> = (op, flush) => {
  const { actorId, opId, allowance } = op;
  const target = findPoll(flush, actorId, op.seq);
  if ("refusal" in target) return target;
  const { message, content, poll, state } = target;
  const options = op.options.toSorted((a, b) => a - b);
  const { seq: targetSeq } = message;
  const changes = flush.states.votes.of(targetSeq, actorId);
  const earlier = findChange(changes, opId);
  if (earlier !== null) return { seq: earlier };
  const refusal = flush.rules.judge(actorId, { kind: "vote", active: options.length > 0 }, flush.now);
  if (refusal !== null) return { refusal };
  if (poll.closed !== undefined) return refused("POLL_CLOSED");
  const outside = op.options.findIndex((option) => option >= content.options.length);
  if (outside >= 0) return refusedAt("INVALID_FRAME", `/options/${outside}`);
  if (options.length > 1 && content.multiple !== true) return refusedAt("INVALID_FRAME", "/options");
  if (flush.isFull) return refused("CONVERSATION_FULL");
  const note = (seq: number): void =>
    flush.states.votes.put(targetSeq, actorId, [...changes, [seq, opId, options] as const].slice(-maxChangesKept));
  const [lastSeq, , before] = changes.at(-1) ?? [targetSeq, opId, []];
  if (before.join() === options.join()) {
    // No event, but its repeat must be known: else it could undo what another device does meanwhile.
    note(lastSeq);
    return { seq: lastSeq };
  }
  if (!flush.costs.pay(allowance, flush.rules.reach())) return { refusal: overAllowance };
  const counted = withVote(poll, before, options);
  const voter = poll.anonymous === 1 ? {} : { senderId: actorId, options };
  const seq = flush.appendEvent({ type: "vote-changed", targetSeq, ...voter, ...counted }, message.senderId);
  note(seq);
  flush.states.put(targetSeq, { ...state, poll: { ...poll, ...counted, last: seq } });
  return { seq };
};
