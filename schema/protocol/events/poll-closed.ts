// The event `poll-closed`: nobody votes in a poll any more.
import type * as v from "valibot";
import { conversationId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { userIdShape } from "../ids.ts";
import { pollCounts } from "../poll.ts";
import { count, seqNumber } from "../shape.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { laterEventShape } from "./event-shape.ts";

const pollClosedFrame = laterEventShape("poll-closed", {
  targetSeq: seqNumber,
  senderId: userIdShape,
  counts: pollCounts,
  voters: count,
});
export type PollClosedFrame = v.InferOutput<typeof pollClosedFrame>;

export const pollClosed = {
  ...plainEvent,
  type: "poll-closed",
  shape: pollClosedFrame,
  isQuiet: true,
  fallback: () => "A poll was closed.",
  targets: ({ targetSeq }) => [targetSeq],
  words: "The poll at `targetSeq` was closed: its votes are what they are.",
  fields: {
    ...plainEvent.fields,
    targetSeq: "The poll.",
    senderId: "Who closed it.",
    counts: "How many have chosen each option: nothing changes it any more.",
    voters: "How many people have chosen any.",
  },
  example: {
    type: "poll-closed",
    conversationId,
    seq: 43,
    targetSeq: 42,
    senderId: userIds.alice,
    counts: [0, 2],
    voters: 2,
    createdAt: exampleTime,
    fallback: "A poll was closed.",
  },
} as const satisfies EventKind<PollClosedFrame>;
