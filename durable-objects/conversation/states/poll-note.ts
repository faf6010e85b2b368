// What the state of a poll's message keeps of its votes. Who voted is in rows of `poll_vote`. Pure.
import type { OpId, UserId } from "../../../schema/protocol/ids.ts";
import type { PollState } from "../../../schema/protocol/poll.ts";

/** The counts of a poll as of some event. */
export type PollCounts = Pick<PollState, "counts" | "voters">;

export interface PollNote extends PollCounts {
  /** The event of the newest vote; 0: there is none. */
  readonly last: number;
  readonly anonymous?: 1;
  /** The event that closed it, who did so, and when (ms since 1970). */
  readonly closed?: readonly [seq: number, by: UserId, at: number];
}

/** A change of one person's vote: the event, the op, and what they have chosen since, in rising order. */
export type VoteChange = readonly [seq: number, opId: OpId, options: readonly number[]];

export const noVotes = (optionCount: number): PollCounts => ({
  counts: Array.from({ length: optionCount }, () => 0),
  voters: 0,
});

/** The counts after one person has changed their vote. */
export function withVote(
  { counts, voters }: PollCounts,
  before: readonly number[],
  after: readonly number[],
): PollCounts {
  const has = (options: readonly number[]): number => (options.length > 0 ? 1 : 0);
  return {
    counts: counts.map((count, option) => count - (before.includes(option) ? 1 : 0) + (after.includes(option) ? 1 : 0)),
    voters: voters - has(before) + has(after),
  };
}
