// Who put an emoji to a message: names, this user first, the first twenty and the number of the others. Pure.
import type { UserId } from "@klatch/sdk";

const maxNamed = 20;

interface Reaction {
  readonly userId: UserId;
  readonly emoji: string;
}

interface ReactionPage {
  readonly items: readonly Reaction[];
  readonly next: string | null;
}

/** Many pages of other emojis may come before: no more of them are asked for. */
const maxPages = 3;

export interface WhoReacted {
  /** This user first. */
  readonly named: readonly UserId[];
  /** How many others there are. */
  readonly more: number;
}

/**
 * @param count of the emoji, as its chip says
 * @param page asks for a page
 * @throws KlatchError as `page` does
 */
export async function whoReacted(
  emoji: string,
  count: number,
  me: UserId,
  page: (cursor: string | null) => Promise<ReactionPage>,
): Promise<WhoReacted> {
  const found: UserId[] = [];
  let cursor: string | null = null;
  for (let asked = 0; asked < maxPages; asked++) {
    const { items, next }: ReactionPage = await page(cursor);
    for (const item of items) if (item.emoji === emoji) found.push(item.userId);
    cursor = next;
    if (cursor === null || found.length >= count) break;
  }
  const ordered = found.toSorted((a, b) => Number(b === me) - Number(a === me));
  const named = ordered.slice(0, maxNamed);
  return { named, more: Math.max(count, found.length) - named.length };
}
