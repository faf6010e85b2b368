// Ranks names by how well they match a typed text. Pure.

/**
 * The rank of a name: 0 (best): the name begins with the text; 1: a word in it does; 2: it contains the text; 3: it
 * contains the letters in this order; null: it does not match.
 */
export function matchRank(name: string, wanted: string): number | null {
  const hay = name.toLowerCase();
  const needle = wanted.trim().toLowerCase();
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

/** Sorts stably: names of equal rank keep their order, so the most recent comes first. */
export function bestMatches<T>(items: readonly T[], nameOf: (item: T) => string, wanted: string, limit: number): T[] {
  return items
    .map((item) => ({ item, rank: matchRank(nameOf(item), wanted) }))
    .filter((ranked): ranked is { item: T; rank: number } => ranked.rank !== null)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ item }) => item);
}
