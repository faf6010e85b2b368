// The operation `expire`: what is due now is gone for everybody, as if it had been recalled. Nobody asks for it but time.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { OverRange } from "../expiry/retention.ts";
import type { EventMeta } from "../log/event-store.ts";
import type { StoredState } from "../states/stored-state.ts";
import type { FlushContext, Operation } from "./operation.ts";
import { remove, wipe } from "./remove.ts";

export interface ExpireOp {
  readonly kind: "expire";
  /** Messages that are over by a setting of the conversation; none: those that burn. */
  readonly over?: Omit<OverRange, "afterSeq">;
}

/** How many messages, or seqs of a setting, it has dealt with; there may be more. */
export interface Expired {
  readonly done: number;
}

/** A message that is not gone. `message` null: the log has dropped it. */
interface Going {
  readonly seq: number;
  readonly senderId: UserId;
  readonly state: StoredState;
  readonly message: EventMeta | null;
}

/** Seqs of a setting that one operation looks at. */
const maxLookedAt = 1_000;

/** One event tells of all of them. What is gone already is only forgotten. */
export const expire: Operation<ExpireOp, Expired> = ({ over }, flush) => {
  const { going, done } = over === undefined ? burnt(flush) : overBy(flush, over);
  const [first] = going;
  if (first === undefined) return { done };
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
  return { done };
};

const gone = (seq: number): readonly [number, "expired", UserId | null] => [seq, "expired", null];

interface Found extends Expired {
  readonly going: readonly Going[];
}

function burnt(flush: FlushContext): Found {
  const due = flush.burns.due(flush.clock, wireLimits.maxExpiredPerEvent);
  const going: Going[] = [];
  for (const { seq, senderId } of due) {
    const state = flush.states.get(seq);
    const message = flush.findMessage(seq);
    const isGone = message === null ? state.gone !== undefined : flush.isGone(message, state);
    if (isGone) flush.burns.drop(seq);
    else going.push({ seq, senderId, state, message });
  }
  return { going, done: due.length };
}

/** The log holds all of them: it drops no message that waits for its end. */
function overBy(flush: FlushContext, { fromSeq, throughSeq }: NonNullable<ExpireOp["over"]>): Found {
  const setting = flush.retention.all.find((one) => one.fromSeq === fromSeq);
  if (setting === undefined) return { going: [], done: 0 };
  const going: Going[] = [];
  let seq = setting.doneSeq;
  const last = Math.min(throughSeq, seq + maxLookedAt);
  while (seq < last && going.length < wireLimits.maxExpiredPerEvent) {
    seq += 1;
    const message = flush.findMessage(seq);
    const state = flush.states.get(seq);
    if (message !== null && !flush.isGone(message, state))
      going.push({ seq, senderId: message.senderId, state, message });
  }
  flush.retention.done(fromSeq, seq, seq < throughSeq ? setting.noted : null);
  return { going, done: Math.max(0, seq - setting.doneSeq) };
}
