// HTTP bodies of threads: the replies under a message, and whether a user follows them.
import * as v from "valibot";
import { eventFrame } from "./events/events.ts";
import { conversationIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { messageStatesShape } from "./message-state.ts";
import { queryNumber, seqNumber, seqOrZero, strictShape } from "./shape.ts";

/** Exclusive seqs. Without either, the newest replies. */
export const threadQueryShape = v.pipe(
  strictShape({
    before: v.exactOptional(queryNumber(seqNumber)),
    after: v.exactOptional(queryNumber(seqOrZero)),
    limit: v.optional(
      queryNumber(v.pipe(v.number(), v.minValue(1), v.maxValue(wireLimits.maxPageSize))),
      String(wireLimits.defaultPageSize),
    ),
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
export type ThreadResult = v.InferOutput<typeof threadResultShape>;

/** `seq`: of the thread's first message. */
export const followedThreadShape = strictShape({
  conversationId: conversationIdShape,
  seq: seqNumber,
  follows: v.boolean(),
});
export type FollowedThread = v.InferOutput<typeof followedThreadShape>;
