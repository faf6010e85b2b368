// Ranks names by how well they match a typed text. Pure.
import { foldingsOf } from "../../schema/names/fold-name.ts";

/** A boundary of words: all but letters, their marks and digits. */
const between = /[^\p{L}\p{M}\p{N}]+/u;
/** In names that are written without spaces each Han character and each Korean syllable may begin a word. */
const beginsAnywhere = /^(?:\p{Script=Han}|[\u1100-\u1112][\u1161-\u1175])/u;
/**
 * The rank of a name: 0 (best): the name begins with the text; 1: a word in it does, or each word of the text begins one;
 * 2: it contains the text, whatever is between words; 3: it contains the letters in this order; null: it does not match.
 */
export function matchRank(name: string, wanted: string): number | null {
  const text = wanted.trim();
  if (text === "") return 0;
  let best: number | null = null;
  for (const needle of foldingsOf(text))
    for (const hay of foldingsOf(name)) {
      const rank = rankOfFolded(hay, needle);
      if (rank !== null && (best === null || rank < best)) best = rank;
    }
  // A mark alone, of which a folded text has nothing.
  return best ?? (name.includes(text) ? 2 : null);
}

function rankOfFolded(hay: string, needle: string): number | null {
  if (needle === "") return null;
  if (hay.startsWith(needle)) return 0;
  const contains = hay.includes(needle);
  const words = hay.split(between);
  const wanted = needle.split(between).filter((word) => word !== "");
  if (wanted.length > 0) {
    if (words.join(" ").trim().startsWith(wanted.join(" "))) return 0;
    if (wanted.every((word) => words.some((one) => one.startsWith(word)))) return 1;
    if (contains && beginsAnywhere.test(needle)) return 1;
    if (words.join("").includes(wanted.join(""))) return 2;
  }
  if (contains) return 2;
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
