// Finds the short code of an emoji that is being written, as in `:smile:`, and the emoji that it may mean. Pure.
import { emojiCodes } from "./emoji-codes.data.ts";

export interface EmojiQuery {
  /** The position of the first colon in the text. */
  readonly start: number;
  readonly query: string;
  /** The code ends with a colon. */
  readonly isWhole: boolean;
}

export interface CodedEmoji {
  readonly emoji: string;
  readonly codes: readonly string[];
}

/** Two letters at least: a time, a list and a face of signs have colons too. */
const atCaret = /(?:^|[\s(])(:([a-z0-9_+-]{2,40})(:?))$/iu;

/** The code at the caret; null: none. */
export function emojiAt(text: string, caret: number): EmojiQuery | null {
  const found = atCaret.exec(text.slice(0, caret));
  if (found === null) return null;
  const [, written = "", query = "", end] = found;
  return { start: caret - written.length, query: query.toLowerCase(), isWhole: end !== "" };
}

const all: readonly CodedEmoji[] = emojiCodes.split(";").map((one) => {
  const [emoji = "", ...codes] = one.split(" ");
  return { emoji, codes };
});

/** Those with the code, then those with one that begins so, then those with a word in one that does. */
export function emojiMatches(query: string, limit: number): readonly CodedEmoji[] {
  const rankOf = ({ codes }: CodedEmoji): number => {
    if (codes.includes(query)) return 0;
    if (codes.some((code) => code.startsWith(query))) return 1;
    return codes.some((code) => code.includes(`_${query}`)) ? 2 : 3;
  };
  const groups = Map.groupBy(all, rankOf);
  return [0, 1, 2].flatMap((rank) => groups.get(rank) ?? []).slice(0, limit);
}

export const emojiOfCode = (code: string): string | undefined => all.find(({ codes }) => codes.includes(code))?.emoji;
