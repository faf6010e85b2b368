// By which words a person is found, and which words a search asks for. Pure.
import { foldingsOf, foldName } from "../../schema/names/fold-name.ts";
import type { User } from "../../schema/protocol/http-auth.ts";

/** UTF-16 units: what differs behind them is no other word. */
const maxWordChars = 48;
/** Of one person: names have fewer, unless their letters are made of many. */
const maxWords = 96;

const between = /[^\p{L}\p{M}\p{N}]+/u;
/** Scripts that put no spaces between words. Korean syllables are their letters once they are folded. */
const spaceless =
  /[\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\p{Script_Extensions=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u1100-\u11FF]+/gu;
/** A Korean syllable, whose last consonants begin no other; or a character with its marks. */
const unit = /[\u1100-\u1112][\u1161-\u1175]+(?:[\u1100-\u1112](?![\u1161-\u1175]))*|\P{M}\p{M}*|\p{M}+/gu;

/** Who searches for one letter finds nobody; a character may be a whole name, and a Korean syllable is two letters. */
const isEnough = (word: string): boolean =>
  word.length >= 2 || /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word);

interface Pieces {
  /** Of scripts with spaces. */
  readonly words: readonly string[];
  /** Runs of the others, by characters. */
  readonly runs: readonly (readonly string[])[];
}

function piecesOf(folded: string): Pieces {
  const parts = folded.split(between).filter((part) => part !== "");
  return {
    words: parts.flatMap((part) => part.split(spaceless)).filter((word) => word !== ""),
    runs: parts.flatMap((part) => [...(part.match(spaceless) ?? [])].map((run) => [...(run.match(unit) ?? [])])),
  };
}

const cut = (word: string): string => {
  const short = word.slice(0, maxWordChars);
  return short.isWellFormed() ? short : short.slice(0, -1);
};

/** Every two characters in a row, and the last one: the beginning of some is any part of the run. */
const pairs = (run: readonly string[]): readonly string[] => run.map((first, at) => first + (run[at + 1] ?? ""));

/** The words by which a person is found, each once: what is typed is the beginning of one. */
export function wordsOf({ displayName, username }: Pick<User, "displayName" | "username">): readonly string[] {
  const found = [...foldingsOf(displayName), username.toLowerCase()].flatMap((folded) => {
    const { words, runs } = piecesOf(folded);
    return [...words, ...runs.flatMap(pairs)];
  });
  return [...new Set(found.map(cut))].slice(0, maxWords);
}

/** What a search asks for. */
export interface Wanted {
  /** Each begins a word of whoever is found. The first is the one by which people are looked up. */
  readonly words: readonly [string, ...string[]];
  /** How the username begins; null: any. */
  readonly username: string | null;
  /** The whole text, if it may be a username. */
  readonly whole: string | null;
}

/** @returns null for what finds nobody: single letters, signs alone */
export function wantedBy(text: string): Wanted | null {
  const folded = foldName(text).trim();
  const { words, runs } = piecesOf(folded);
  // A character alone is asked for by itself, more by every two in a row.
  const paired = runs.flatMap((run) => (run.length < 2 ? pairs(run) : pairs(run).slice(0, -1)));
  const asked = [...paired, ...words.toSorted((a, b) => b.length - a.length)].map(cut);
  // The one that fewest names have, as far as can be told: two characters of a script of thousands, or the longest word.
  const first = asked.find(isEnough);
  if (first === undefined) return null;
  const meant = folded.replace(/^@/, "");
  return {
    words: [first, ...asked.filter((word) => word !== first)],
    username: folded.startsWith("@") ? meant : null,
    whole: /^\w{3,20}$/.test(meant) ? meant : null,
  };
}

/** Whether a search finds whoever has these words. */
export const isWanted = (wanted: Wanted, words: readonly string[], username: string): boolean =>
  (wanted.username === null || username.toLowerCase().startsWith(wanted.username)) &&
  wanted.words.every((asked) => words.some((word) => word.startsWith(asked)));

/** The word by which a person comes in the order of a search; they come once. */
export const firstWord = ({ words: [asked] }: Wanted, words: readonly string[]): string | undefined =>
  words.filter((word) => word.startsWith(asked)).toSorted(inOrder)[0];

/** The order of SQLite: by bytes. */
const inOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
