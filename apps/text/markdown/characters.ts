// What stands beside a mark: spaces, punctuation, and letters of scripts with and without spaces between words. Pure.

/** Scripts without spaces between words, and Korean, whose endings follow a word at once. */
const joined =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}々〇ー]/u;
/** Punctuation of East Asia, which needs no space beside it: of that block, and the wide forms. */
const widePunctuation =
  /[\u3001-\u3003\u3008-\u3020\u3030\u303D\uFE10-\uFE1F\uFE30-\uFE4F\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65]/;

export const isSpace = (char: string): boolean => char === "" || /\s/.test(char);
/** Of any script, symbols and emoji included. */
export const isPunctuation = (char: string): boolean => /[\p{P}\p{S}]/u.test(char);
const emoji = /(?!\p{ASCII})\p{Extended_Pictographic}/u;
/** CommonMark's punctuation without that of East Asia and emoji, which stand in words as letters do. */
export const isNarrowPunctuation = (char: string): boolean =>
  isPunctuation(char) && !widePunctuation.test(char) && !emoji.test(char);
/** Needs no space beside a mark. */
export const needsNoSpace = (char: string): boolean =>
  joined.test(char) || widePunctuation.test(char) || emoji.test(char);
export const isLetter = (char: string): boolean => /[\p{L}\p{N}]/u.test(char);
/** A letter of a script with spaces between words, or a digit: between two of these nobody marks anything. */
export const isOfWord = (char: string): boolean =>
  /[\p{L}\p{N}]/u.test(char) &&
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{N}]/u.test(char) &&
  !joined.test(char);

/** The character before this position, without the marks and variants on it; "" at the start. */
export function charBefore(text: string, at: number): string {
  let end = at;
  // No language puts more on one letter (tame-text.ts).
  for (let count = 0; count < 8 && end > 0; count += 1) {
    const low = text.charCodeAt(end - 1);
    const start = end - (low >= 0xdc00 && low <= 0xdfff && end > 1 ? 2 : 1);
    const char = text.slice(start, end);
    if (!/[\p{M}\u200D]/u.test(char)) return char;
    end = start;
  }
  return "";
}

/** The character at this position; "" at the end. */
export const charAfter = (text: string, at: number): string =>
  at >= text.length ? "" : String.fromCodePoint(text.codePointAt(at) ?? 0);
