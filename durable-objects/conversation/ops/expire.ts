// The operation `expire`: what is due now is gone for everybody, as if it had been recalled. Nobody asks for it but time.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { Operation } from "./operation.ts";
import { remove, wipe } from "./remove.ts";

export interface ExpireOp {
  readonly kind: "expire";
}

/** How many messages it has dealt with; there may be more. */
export interface Expired {
  readonly done: number;
}

/** One event tells of all of them. What is gone already is only forgotten. */
export const expire: Operation<ExpireOp, Expired> = (_op, flush) => {
  const due = flush.burns.due(flush.clock, wireLimits.maxExpiredPerEvent);
  const targets = due.map(({ seq, senderId }) => {
    const state = flush.states.get(seq);
    const message = flush.findMessage(seq);
    const isGone = message === null ? state.gone !== undefined : flush.isGone(message, state);
    return { seq, senderId, state, message, isGone };
  });
  for (const { seq, isGone } of targets) if (isGone) flush.burns.drop(seq);
  const going = targets.filter(({ isGone }) => !isGone);
  const [first] = going;
  if (first === undefined) return { done: due.length };
  const threads = going.flatMap(({ seq, message }) => (message?.thread === undefined ? [] : [[seq, message.thread]]));
  const body = {
    type: "messages-expired",
    targetSeqs: going.map(({ seq }) => seq),
    ...(threads.length > 0 && { threads: Object.fromEntries(threads) as Record<string, number> }),
  };
  const seq = flush.appendEvent(body, first.senderId);
  for (const { message, state, seq: target } of going)
    if (message === null) wipe(flush, target, gone(seq));
    else remove(flush, { message, state }, gone(seq));
  return { done: due.length };
};

const gone = (seq: number): readonly [number, "expired", UserId | null] => [seq, "expired", null];
