// Whether two marks that stand rightly enclose something that a person would emphasise. Pure.
import { charAfter, charBefore, needsNoSpace, isLetter } from "./characters.ts";

export interface Enclosed {
  readonly text: string;
  readonly mark: string;
  /** The mark before, and the mark after, is within a word. */
  readonly opensInWord: boolean;
  readonly closesInWord: boolean;
  /** Of `**`, `__` and `~~`, and longer ones. */
  readonly isDouble: boolean;
  /** Where the run before begins, and where the text inside does. */
  readonly openAt: number;
  readonly from: number;
  /** Where the text inside ends, and where the run after it does. */
  readonly to: number;
  readonly closeEnd: number;
}

const word =
  /[\p{L}\p{N}]\p{M}*[\p{L}\p{N}]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;
/** What faces are drawn with: `*-*`, `~~^~~`. */
export const faceOnly = /^[-_.~^*=<>:;'"`´|\\/()\s]+$/;
/** `__init__`, `__FILE__`: of Python, C, PHP and others. */
const namesOfCode =
  /^(?:init|main|name|version|doc|slots|module|file|dict|str|repr|eq|ne|lt|gt|le|ge|len|iter|enter|exit|[gs]etitem|[gs]etattr|pycache|(?:dir|file|type)name|proto|func|FILE|LINE|DIR|CLASS)$/;
const longestFace = 9;

export function isMeant(enclosed: Enclosed): boolean {
  const { text, mark, isDouble, openAt, from, to, closeEnd } = enclosed;
  const inside = text.slice(from, to);
  if (faceOnly.test(inside)) return false;
  const before = charBefore(text, openAt);
  const after = charAfter(text, closeEnd);
  // `**Mon**/Tue`
  const isWord = isDouble && /^[\p{L}\p{N}](?:.*[\p{L}\p{M}\p{N}])?$/su.test(inside);
  const slashes = [before, after].filter((char) => /[/\\]/.test(char)).length;
  const isPath = slashes > (isWord ? 1 : 0) || inside.startsWith("\\");
  // `/home/*/a/*/b`, `*/*`, `/*a*/`
  if (isPath || (inside.startsWith("/") && inside.endsWith("/"))) return false;
  // `\*+ ^\s*`: an expression
  if (!isDouble && /\\[a-z]/i.test(inside)) return false;
  if (mark === "_" && isDouble && namesOfCode.test(inside)) return false;
  if (!isPartOfWord(inside, enclosed)) return false;
  if (mark === "~") return !isDrawl(before, inside, after);
  return isDouble || !isFace(before, inside, after);
}

/** Of a word, a part is emphasised that is letters: `**S**ocial`. `f**k this s**t`, `Lehrer*innen*`, `x**y**z` */
function isPartOfWord(inside: string, { mark, isDouble, opensInWord, closesInWord }: Enclosed): boolean {
  if (!opensInWord && !closesInWord) return true;
  // `价格~~100~~80元`
  if (mark === "~") return !opensInWord && !/\s/.test(inside);
  if (opensInWord && (!isDouble || inside.length === 1)) return false;
  // `iPhone**15**上市`, not `x**2+y**2`
  return (opensInWord && closesInWord ? /^[\p{L}\p{M}’'-]+$/u : /^[\p{L}\p{M}\p{N}’'-]+$/u).test(inside);
}

/** `(*^_^*)`, `_(ツ)_`, `(*´ω｀*)`: nothing that can be read, or a single letter among signs. */
function isFace(before: string, inside: string, after: string): boolean {
  const letters = inside.match(/[\p{Lu}\p{Ll}\p{Lt}\p{Lo}\p{N}]/gu)?.length ?? 0;
  if (letters === 0) return !/^[\p{Extended_Pictographic}\p{Emoji_Component}\p{Sc}\s]+$/u.test(inside);
  if (inside.length > longestFace || word.test(inside) || /\s|^[\p{L}\p{N}][.,!?:…]*$/u.test(inside)) return false;
  return (letters === 1 && /^[^\p{L}\p{N}].*[^\p{L}\p{M}\p{N}]$/su.test(inside)) || (before === "(" && after === ")");
}

/** `好呀~~明天见~~`: tildes that draw out the word before, twice, as East Asia does. A price that is struck has a digit. */
const isDrawl = (before: string, inside: string, after: string): boolean =>
  isLetter(before) &&
  needsNoSpace(before) &&
  !/^[\p{N}\p{Sc}]/u.test(inside) &&
  (!isLetter(after) || /[。！？.!?]\s*\p{L}/u.test(inside));
