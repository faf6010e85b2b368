// Ranks names by how well they match a typed text. Pure.

/** Without accents, in lower case: what is typed on any keyboard finds it. */
const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036F]/gu, "")
    .toLowerCase();

/**
 * The rank of a name: 0 (best): the name begins with the text; 1: a word in it does; 2: it contains the text; 3: it
 * contains the letters in this order; null: it does not match.
 */
export function matchRank(name: string, wanted: string): number | null {
  const hay = plain(name);
  const needle = plain(wanted.trim());
  if (needle === "" || hay.startsWith(needle)) return 0;
  if (hay.split(/[\s_.·-]+/u).some((word) => word.startsWith(needle))) return 1;
  if (hay.includes(needle)) return 2;
  let at = -1;
  for (const letter of needle) {
    at = hay.indexOf(letter, at + 1);
    if (at === -1) return null;
  }
  return 3;
}

/** The rank of what has several names: that of the best; null: none matches. */
export function bestRank(names: readonly string[], wanted: string): number | null {
  let best: number | null = null;
  for (const name of names) {
    const rank = matchRank(name, wanted);
    if (rank !== null && (best === null || rank < best)) best = rank;
  }
  return best;
}

interface Ranked<T> {
  readonly item: T;
  readonly rank: number;
}

/** Best rank first; null: it is left out. Those of equal rank keep their order, so the most recent comes first. */
export function ranked<T>(
  items: readonly T[],
  rankOf: (item: T) => number | null,
  limit: number,
): readonly Ranked<T>[] {
  return items
    .map((item) => ({ item, rank: rankOf(item) }))
    .filter((one): one is Ranked<T> => one.rank !== null)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, limit);
}

export const bestMatches = <T>(items: readonly T[], nameOf: (item: T) => string, wanted: string, limit: number): T[] =>
  ranked(items, (item) => matchRank(nameOf(item), wanted), limit).map(({ item }) => item);
