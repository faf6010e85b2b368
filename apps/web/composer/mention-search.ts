// Finds the mention that is being written, and the people it may mean. Pure.
import { beginsMention } from "../../text/markdown/begins-mention.ts";
import { bestRank, ranked } from "../../text/match-names.ts";

export interface Mentionable<Id extends string> {
  readonly id: Id;
  readonly name: string;
  /** Another name by which the person is found. */
  readonly username: string;
}

export interface MentionQuery {
  /** The position of the @ in the text. */
  readonly start: number;
  readonly query: string;
}

const maxQueryChars = 24;

/** The mention at the caret; null: none. An @ inside a word, as in an e-mail address, does not begin one. */
export function mentionAt(text: string, caret: number): MentionQuery | null {
  const before = text.slice(Math.max(0, caret - maxQueryChars - 1), caret);
  const query = /[@＠﹫]([^\s@＠﹫]*)$/u.exec(before)?.[1];
  if (query === undefined) return null;
  const start = caret - query.length - 1;
  return beginsMention(text, start) ? { start, query } : null;
}

/** People whose names begin with the query, then those with a word that does, then people whose names contain it. */
export function mentionMatches<Id extends string>(
  people: readonly Mentionable<Id>[],
  query: string,
  limit: number,
): Mentionable<Id>[] {
  const rankOf = ({ name, username }: Mentionable<Id>): number | null => {
    const rank = bestRank([name, username], query);
    // Letters that only stand in this order mean nobody here.
    return rank === 3 ? null : rank;
  };
  return ranked(people, rankOf, limit).map(({ item }) => item);
}
