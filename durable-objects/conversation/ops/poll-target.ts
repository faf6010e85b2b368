// The poll that an operation is about, as its actor sees it.
import type { PollContent } from "../../../schema/protocol/content/poll.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import { noVotes, type PollNote } from "../states/poll-note.ts";
import type { FlushContext } from "./operation.ts";
import { findPresent, type Target } from "./target.ts";

export interface PollTarget extends Target {
  readonly content: PollContent;
  readonly poll: PollNote;
}

/** @returns MESSAGE_NOT_FOUND of what is no poll, and of what the actor has deleted for themselves, too */
export function findPoll(flush: FlushContext, actorId: UserId, seq: number): PollTarget | Refused {
  const target = findPresent(flush, actorId, seq);
  if ("refusal" in target) return target;
  const { content } = flush.said(seq);
  if (content.type !== "poll" || flush.states.hidden(actorId).includes(seq)) return refused("MESSAGE_NOT_FOUND");
  const { poll } = target.state;
  return { ...target, content, poll: poll ?? newNote(content) };
}

const newNote = ({ options, anonymous }: PollContent): PollNote => ({
  ...noVotes(options.length),
  last: 0,
  ...(anonymous === true && { anonymous: 1 as const }),
});
