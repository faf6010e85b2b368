// Finds the mention that is being written, the people it may mean, and the mentions of a finished text. Pure.

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
  const found = /(?:^|[\s(,:（，：。、])@([^\s@]*)$/u.exec(before);
  const query = found?.[1];
  return query === undefined ? null : { start: caret - query.length - 1, query };
}

/** People whose names begin with the query, then people whose names contain it. */
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

/** The chosen mentions whose @name is still in the text. */
export const mentionedIn = <Id extends string>(text: string, chosen: ReadonlyMap<Id, string>, limit: number): Id[] =>
  [...chosen]
    .filter(([, name]) => text.includes(`@${name}`))
    .map(([id]) => id)
    .slice(0, limit);
