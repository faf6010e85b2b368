// What became of a message after it was sent: its newest text, reactions, pin. It goes beside the message's event, which
// stays as it was sent, or as its tombstone.
import * as v from "valibot";
import { deliveredContentShape, type ReceivedContent } from "./content/content.ts";
import { userIdShape } from "./ids.ts";
import { pollStateShape } from "./poll.ts";
import { count, seqOrZero, strictShape, timeMs } from "./shape.ts";
import type { With } from "./unknown.ts";

/** `sender`: by who wrote it; `moderator`: by somebody else; `erased`: by an operator or with the account. */
export const recallReasonShape = v.picklist(["sender", "moderator", "erased"]);
export type RecallReason = v.InferOutput<typeof recallReasonShape>;

/** One emoji on a message. `count`: people; `mine`: the caller is one of them. */
export const reactionCountShape = strictShape({ emoji: v.string(), count, mine: v.boolean() });
export type ReactionCount = v.InferOutput<typeof reactionCountShape>;

/**
 * The replies under a message. `count`: those that the caller sees and that are not gone; `lastReplyAt`: of the newest
 * one, gone or not; left out before the first. `mine`: the caller follows the thread, as who wrote in it does.
 */
export const threadStateShape = strictShape({
  count,
  lastReplyAt: v.exactOptional(timeMs),
  mine: v.exactOptional(v.literal(true)),
});
export type ThreadState = v.InferOutput<typeof threadStateShape>;

/**
 * True as of the event `asOf`: a later event that changes the message is applied to it, an earlier one is in it already.
 * Without a field that part is as it was sent.
 */
export const messageStateShape = strictShape({
  asOf: seqOrZero,
  /** What the newest edit says. */
  content: v.exactOptional(deliveredContentShape),
  /** Whom the newest edit mentions. */
  mentions: v.exactOptional(v.array(userIdShape)),
  /** When it was edited last. */
  editedAt: v.exactOptional(timeMs),
  /** In the order in which they came first. */
  reactions: v.exactOptional(v.array(reactionCountShape)),
  pinned: v.exactOptional(v.literal(true)),
  thread: v.exactOptional(threadStateShape),
  /** Of a poll in which somebody has voted, or that was closed. */
  poll: v.exactOptional(pollStateShape),
  /** Of a message that burns: its recipient has read it, and at this time it is gone. */
  burnsAt: v.exactOptional(timeMs),
  /** It was taken back, or its time was over. */
  recalled: v.exactOptional(
    strictShape({
      senderId: v.exactOptional(userIdShape),
      reason: v.picklist([...recallReasonShape.options, "expired"]),
    }),
  ),
  /** The caller has hidden it for themselves. */
  hidden: v.exactOptional(v.literal(true)),
});
type Known = v.InferOutput<typeof messageStateShape>;
/** As a client gets it: the content may be of a kind that a newer server knows. */
export type MessageState = With<Known, { content?: ReceivedContent }>;

/** By seq, of the messages that were changed: the others are as they were sent. */
export const messageStatesShape = v.record(v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,15}$/)), messageStateShape);
/** The present states of the messages that were changed, by seq. */
export interface MessageStates {
  readonly [seq: string]: MessageState;
}
