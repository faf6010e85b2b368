// The event `vote-changed`: somebody voted in a poll, changed their vote or took it back.
import * as v from "valibot";
import { conversationId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { userIdShape } from "../ids.ts";
import { chosenOptions, pollCounts } from "../poll.ts";
import { count, seqNumber } from "../shape.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { laterEventShape } from "./event-shape.ts";

const voteChangedFrame = laterEventShape("vote-changed", {
  targetSeq: seqNumber,
  /** Left out where the poll is anonymous, unless the receiver is the voter. */
  senderId: v.exactOptional(userIdShape),
  options: v.exactOptional(chosenOptions),
  counts: pollCounts,
  voters: count,
});
export type VoteChangedFrame = v.InferOutput<typeof voteChangedFrame>;

export const voteChanged = {
  ...plainEvent,
  type: "vote-changed",
  shape: voteChangedFrame,
  isQuiet: true,
  fallback: () => "Somebody voted in a poll.",
  targets: ({ targetSeq }) => [targetSeq],
  isSecret: ({ senderId }) => senderId === undefined,
  words:
    "Somebody voted in the poll at `targetSeq`, changed their vote or took it back. `counts` and `voters` take the place of what they were.",
  fields: {
    ...plainEvent.fields,
    targetSeq: "The poll.",
    senderId: "Who voted. In an anonymous poll it is left out, but for the voter's own devices; so is `options`.",
    options: "What they choose now, as indices of the poll's options from 0 on; empty: they took their vote back.",
    counts: "How many have chosen each option since.",
    voters: "How many people have chosen any.",
  },
  example: {
    type: "vote-changed",
    conversationId,
    seq: 43,
    targetSeq: 42,
    senderId: userIds.bob,
    options: [1],
    counts: [0, 1],
    voters: 1,
    createdAt: exampleTime,
    fallback: "Somebody voted in a poll.",
  },
} as const satisfies EventKind<VoteChangedFrame>;
