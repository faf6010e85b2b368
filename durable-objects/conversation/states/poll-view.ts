// The votes of a poll as one user may see them.
import type { PollState } from "../../../schema/protocol/poll.ts";
import { isVisible } from "../log/visibility.ts";
import { noVotes, withVote, type PollCounts, type PollNote } from "./poll-note.ts";
import type { VoteStore } from "./vote-store.ts";
import { lastSeen, type Viewer } from "./viewer.ts";

/** Null: the viewer has seen neither a vote nor the end of it. */
export function pollAsSeen(votes: VoteStore, viewer: Viewer, seq: number, poll: PollNote): PollState | null {
  const { last, closed } = poll;
  const isClosed = closed !== undefined && isVisible(viewer.intervals, closed[0]);
  // The event that closes a poll says its counts, too.
  const isWhole = last === 0 || isClosed || isVisible(viewer.intervals, last);
  const through = isWhole ? last : lastSeenVote(votes, viewer, seq);
  // What was so already when somebody asked for it has no event of its own.
  if (through <= seq && !isClosed) return null;
  const { counts, voters } = isWhole ? poll : countsAsOf(votes, seq, through, poll.counts.length);
  const mine = voters === 0 ? [] : (lastSeen(viewer, votes.of(seq, viewer.userId))?.[2] ?? []);
  return {
    counts: [...counts],
    voters,
    ...(mine.length > 0 && { mine: [...mine] }),
    ...(isClosed && { closedBy: closed[1], closedAt: closed[2] }),
  };
}

/** For who was out: the newest vote that they saw; 0: none. */
function lastSeenVote(votes: VoteStore, viewer: Viewer, target: number): number {
  let newest = 0;
  for (const { changes } of votes.all(target)) newest = Math.max(newest, lastSeen(viewer, changes)?.[0] ?? 0);
  return newest;
}

/** What the event of that vote said: all votes up to it, as far as their changes are kept. */
function countsAsOf(votes: VoteStore, target: number, through: number, optionCount: number): PollCounts {
  let counted = noVotes(optionCount);
  for (const { changes } of votes.all(target))
    counted = withVote(counted, [], changes.findLast(([seq]) => seq <= through)?.[2] ?? []);
  return counted;
}
