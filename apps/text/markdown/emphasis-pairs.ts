// Whether two marks that stand rightly enclose something that a person would emphasise. Pure.
import { charAfter, charBefore, isLetter, isOfWord } from "./characters.ts";

export interface Enclosed {
  readonly text: string;
  /** 2 of `**`, `__` and `~~`. */
  readonly count: 1 | 2;
  /** Where the run before begins, and where the text inside does. */
  readonly openAt: number;
  readonly from: number;
  /** Where the text inside ends, and where the run after it does. */
  readonly to: number;
  readonly closeEnd: number;
}

const word = /[\p{L}\p{N}]{2}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;
/** What faces are drawn with: `*-*`, `~~^~~`. */
const faceOnly = /^[-_.~^*=<>:;'"`´|\\/\s]+$/;
const longestFace = 9;

export function isMeant(enclosed: Enclosed): boolean {
  const { text, count, openAt, from, to, closeEnd } = enclosed;
  const inside = text.slice(from, to);
  if (faceOnly.test(inside)) return false;
  const before = charBefore(text, openAt);
  const after = charAfter(text, closeEnd);
  const isPath = /[/\\]/.test(before) || /[/\\]/.test(after) || inside.startsWith("\\");
  // `/home/*/a/*/b`, `*/*`, `/*a*/`
  if (isPath || (inside.startsWith("/") && inside.endsWith("/"))) return false;
  if (text.charAt(from - 1) === "~") return !isDrawl(before, inside, after);
  return count === 2 || !isFace(before, inside, after);
}

/** `(*^_^*)`, `_(ツ)_`, `(*´ω｀*)`: no word, and more than a letter. */
function isFace(before: string, inside: string, after: string): boolean {
  if (inside.length > longestFace || /\s/.test(inside)) return false;
  const letters = inside.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (letters === 0) return !word.test(inside);
  if (/^[\p{L}\p{N}]/u.test(inside) && !/[\p{S}\p{Lm}_]/u.test(inside)) return false;
  return !word.test(inside) && (letters > 1 || !isLetter(inside)) && (letters === 1 || (before === "(" && after === ")"));
}

/** `好呀~~明天见~~`: tildes that draw out the word before, twice. A price that is struck has a digit. */
const isDrawl = (before: string, inside: string, after: string): boolean =>
  isLetter(before) && !isOfWord(before) && !/^[\p{N}\p{Sc}]/u.test(inside) && !isLetter(after);
