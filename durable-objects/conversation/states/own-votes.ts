// Votes of anonymous polls as the voter gets them: their events name nobody in the log, and to the voter alone they are given
// with the name and the choice, so that all of the voter's devices know their own vote.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { StreamEvent } from "../../../schema/rpc/conversation.ts";
import type { VoteChange } from "./poll-note.ts";
import type { VoteStore } from "./vote-store.ts";

/** The list itself, if none of it is this user's: many members share it. A row is read for each anonymous poll. */
export function withOwnVotes(
  votes: Pick<VoteStore, "of">,
  userId: UserId,
  events: readonly StreamEvent[],
): readonly StreamEvent[] {
  if (!events.some(({ isSecret }) => isSecret === true)) return events;
  const polls = new Set(events.flatMap(({ targets: [target] = [], isSecret }) => (isSecret === true ? [target] : [])));
  const own = new Map<number, VoteChange>();
  for (const poll of polls)
    if (poll !== undefined) for (const change of votes.of(poll, userId)) own.set(change[0], change);
  if (!events.some(({ seq, isSecret }) => isSecret === true && own.has(seq))) return events;
  return events.map((event) => {
    const change = event.isSecret === true ? own.get(event.seq) : undefined;
    return change === undefined ? event : { ...event, frame: withVoter(event.frame, userId, change) };
  });
}

const withVoter = (frame: string, senderId: UserId, [, , options]: VoteChange): string =>
  JSON.stringify({ ...(JSON.parse(frame) as object), senderId, options });
