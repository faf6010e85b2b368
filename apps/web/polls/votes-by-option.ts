// Who voted for what, by option: this user first, the first few of each, and the number of the others. Pure.
import type { UserId } from "@klatch/sdk";

export interface Vote {
  readonly userId: UserId;
  readonly options: readonly number[];
}

interface VotePage {
  readonly items: readonly Vote[];
  readonly next: string | null;
}

/** Pages that are asked for: a group has at most a few hundred people. */
const maxPages = 5;

/** @throws KlatchError as `page` does */
export async function loadVotes(page: (cursor: string | null) => Promise<VotePage>): Promise<readonly Vote[]> {
  const votes: Vote[] = [];
  let cursor: string | null = null;
  for (let asked = 0; asked < maxPages; asked++) {
    const { items, next }: VotePage = await page(cursor);
    votes.push(...items);
    cursor = next;
    if (cursor === null) break;
  }
  return votes;
}

export const votersOf = (votes: readonly Vote[], option: number, me: UserId): readonly UserId[] =>
  votes
    .filter(({ options }) => options.includes(option))
    .map(({ userId }) => userId)
    .toSorted((a, b) => Number(b === me) - Number(a === me));
