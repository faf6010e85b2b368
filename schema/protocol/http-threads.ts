// HTTP bodies of threads: the replies under a message, and whether a user follows them.
import * as v from "valibot";
import { eventFrame, type EventFrame } from "./events/events.ts";
import { conversationIdShape } from "./ids.ts";
import { messageStatesShape, type MessageStates } from "./message-state.ts";
import { pageLimit } from "./page-query.ts";
import { queryNumber, seqNumber, seqOrZero, strictShape } from "./shape.ts";
import type { With } from "./unknown.ts";

/** Exclusive seqs. Without either, the newest replies. */
export const threadQueryShape = v.pipe(
  strictShape({
    before: v.exactOptional(queryNumber(seqNumber)),
    after: v.exactOptional(queryNumber(seqOrZero)),
    limit: pageLimit,
  }),
  v.check(({ before, after }) => before === undefined || after === undefined, "one of before and after"),
);

/** `events` are the replies and rise by seq. `states`: of the root too. */
export const threadResultShape = strictShape({
  root: eventFrame,
  events: v.array(eventFrame),
  states: messageStatesShape,
  headSeq: seqOrZero,
  before: v.nullable(seqNumber),
  after: v.nullable(seqOrZero),
});
/** As a client gets it: events may be of kinds that a newer server knows. */
export type ThreadResult = With<
  v.InferOutput<typeof threadResultShape>,
  { root: EventFrame; events: EventFrame[]; states: MessageStates }
>;

/** `seq`: of the thread's first message. */
export const followedThreadShape = strictShape({
  conversationId: conversationIdShape,
  seq: seqNumber,
  follows: v.boolean(),
});
export type FollowedThread = v.InferOutput<typeof followedThreadShape>;
