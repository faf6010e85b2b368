// The @… that is being written, who it may mean, and who a finished text mentions; pure.

export interface Mentionable<Id extends string> {
  readonly id: Id;
  readonly name: string;
  /** Found by it as well. */
  readonly username: string;
}

export interface MentionQuery {
  /** Where the @ stands. */
  readonly start: number;
  readonly query: string;
}

const maxQueryChars = 24;

/** The mention that the caret stands in; null: none. An @ inside a word (an e-mail address) begins none. */
export function mentionAt(text: string, caret: number): MentionQuery | null {
  const before = text.slice(Math.max(0, caret - maxQueryChars - 1), caret);
  const found = /(?:^|[\s(,:（，：。、])@([^\s@]*)$/u.exec(before);
  const query = found?.[1];
  return query === undefined ? null : { start: caret - query.length - 1, query };
}

/** Names that begin with the query first, then those that hold it. */
export function mentionMatches<Id extends string>(
  people: readonly Mentionable<Id>[],
  query: string,
  limit: number,
): Mentionable<Id>[] {
  const wanted = query.toLowerCase();
  const rank = ({ name, username }: Mentionable<Id>): number => {
    const names = [name.toLowerCase(), username.toLowerCase()];
    if (names.some((known) => known.startsWith(wanted))) return 0;
    return names.some((known) => known.includes(wanted)) ? 1 : 2;
  };
  return people
    .map((person) => ({ person, rank: rank(person) }))
    .filter((ranked) => ranked.rank < 2)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ person }) => person);
}

/** Of those that were chosen while writing, the ones whose @name still stands in the text. */
export const mentionedIn = <Id extends string>(text: string, chosen: ReadonlyMap<Id, string>, limit: number): Id[] =>
  [...chosen]
    .filter(([, name]) => text.includes(`@${name}`))
    .map(([id]) => id)
    .slice(0, limit);
