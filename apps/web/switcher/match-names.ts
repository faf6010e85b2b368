// Which names answer to what was typed, the best first; pure.

/** 0 best: the name begins so, a word in it does, it holds it, its letters come in this order; null: it does not match. */
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

/** Stable: among equals the order stays, so the most recent comes first. */
export function bestMatches<T>(items: readonly T[], nameOf: (item: T) => string, wanted: string, limit: number): T[] {
  return items
    .map((item) => ({ item, rank: matchRank(nameOf(item), wanted) }))
    .filter((ranked): ranked is { item: T; rank: number } => ranked.rank !== null)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ item }) => item);
}
