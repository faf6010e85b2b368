// Votes in polls: what a vote says, what a poll's state shows, and the frames.
import * as v from "valibot";
import { conversationId, opId } from "./examples/story.ts";
import type { UpFrameKind } from "./frame-kind.ts";
import { conversationIdShape, opIdShape, userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { upShape } from "./request-id.ts";
import { count, seqNumber, strictShape, timeMs } from "./shape.ts";

const { maxPollOptions } = wireLimits;
const optionIndex = v.pipe(count, v.maxValue(maxPollOptions - 1));

/** Indices of a poll's options, from 0 on. */
export const chosenOptions = v.pipe(v.array(optionIndex), v.maxLength(maxPollOptions));
/** How many people have chosen each option, in their order. */
export const pollCounts = v.pipe(v.array(count), v.maxLength(maxPollOptions));

/** What somebody votes for: each option once. Whether the poll has them is judged where the poll is. */
const vote = v.pipe(
  chosenOptions,
  v.check((options) => new Set(options).size === options.length, "an option twice"),
);

/** `voters`: people who have chosen any; `mine`: what the caller has chosen, left out if nothing. */
export const pollStateShape = strictShape({
  counts: pollCounts,
  voters: count,
  mine: v.exactOptional(chosenOptions),
  closedBy: v.exactOptional(userIdShape),
  closedAt: v.exactOptional(timeMs),
});
export type PollState = v.InferOutput<typeof pollStateShape>;

export const voteBodyShape = strictShape({ opId: v.exactOptional(opIdShape), options: vote });

const target = { conversationId: conversationIdShape, seq: seqNumber };
const targetCodes = ["CONVERSATION_NOT_FOUND", "MESSAGE_NOT_FOUND"] as const;

export const voteFrame = upShape("vote", { opId: opIdShape, ...target, options: vote });
export type VoteFrame = v.InferOutput<typeof voteFrame>;

export const voteKind = {
  type: "vote",
  name: "VoteFrame",
  shape: voteFrame,
  answeredBy: ["done"],
  codes: [...targetCodes, "MUTED", "POLL_CLOSED", "CONVERSATION_FULL", "NOT_ACCEPTED", "USER_NOT_FOUND"],
  words:
    "Votes in a poll: what the user chooses takes the place of what they chose before. In a poll that is not `multiple` it is one option at most.",
  fields: {
    seq: "The poll's message.",
    options: "Indices of the poll's options, from 0 on, each once; empty takes the vote back.",
  },
  example: { type: "vote", opId, conversationId, seq: 42, options: [1] },
} as const satisfies UpFrameKind<VoteFrame>;

export const closePollFrame = upShape("close-poll", target);
export type ClosePollFrame = v.InferOutput<typeof closePollFrame>;

export const closePoll = {
  type: "close-poll",
  name: "ClosePollFrame",
  shape: closePollFrame,
  answeredBy: ["done"],
  codes: [...targetCodes, "FORBIDDEN", "CONVERSATION_FULL", "NOT_ACCEPTED", "USER_NOT_FOUND"],
  words:
    "Closes a poll: nobody votes in it any more. Its author does so, or a group's owner and admins (of those below them). A repeat finds it done.",
  fields: { seq: "The poll's message." },
  example: { type: "close-poll", conversationId, seq: 42 },
} as const satisfies UpFrameKind<ClosePollFrame>;
