// Finds the mention that is being written, and the people it may mean. Pure.
import { beginsMention } from "./begins-mention.ts";
import { foldName } from "../../../schema/names/fold-name.ts";
import { bestRank, ranked } from "../match-names.ts";

export interface Mentionable<Id extends string> {
  readonly id: Id;
  readonly name: string;
  /** Other names by which the person is found: the second one where the first is a nickname. */
  readonly username: string;
  readonly displayName?: string;
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

const initials = /^[ㄱ-ㅎ]+$/;

/** People whose names are the query, then those whose begin with it, then those with a word that does, then people whose names contain it. */
export function mentionMatches<Id extends string>(
  people: readonly Mentionable<Id>[],
  query: string,
  limit: number,
): Mentionable<Id>[] {
  const wanted = foldName(query);
  const rankOf = ({ name, username, displayName = "" }: Mentionable<Id>): number | null => {
    const names = [name, username, displayName];
    if (names.some((one) => foldName(one) === wanted)) return -1;
    const rank = bestRank(names, query);
    // Letters that only stand in this order mean nobody here, but for those that begin the syllables of a Korean name.
    return rank === 3 && !initials.test(query) ? null : rank;
  };
  return ranked(people, rankOf, limit).map(({ item }) => item);
}
