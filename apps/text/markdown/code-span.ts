// Finds fixed-width text between backticks in a line: CommonMark's rule, but for backticks that are apostrophes. Pure.
import { charAfter, charBefore, isOfWord, isSpace } from "./characters.ts";

export interface CodeSpan {
  readonly text: string;
  readonly end: number;
  readonly marks: number;
}

/** Of one text: which lengths of backticks it has no more of, so that nothing is searched twice. */
export class CodeSpans {
  readonly #text: string;
  readonly #gone = new Set<number>();

  constructor(text: string) {
    this.#text = text;
  }

  /** @param at the first of a run of backticks @returns null: they are text */
  at(at: number, marks: number): CodeSpan | null {
    if (this.#gone.has(marks)) return null;
    const from = at + marks;
    const runs = /`+/g;
    runs.lastIndex = from;
    for (let run = runs.exec(this.#text); run !== null; run = runs.exec(this.#text)) {
      if (run[0].length !== marks) continue;
      return isCode(this.#text, at, from, run.index)
        ? { text: withoutPadding(this.#text.slice(from, run.index)), end: runs.lastIndex, marks }
        : null;
    }
    this.#gone.add(marks);
    return null;
  }
}

/** Out of one pair of brackets and into another. */
const outOfBrackets = /^[^()（）]*[)）][^]*[(（][^()（）]*$/;

function isCode(text: string, at: number, from: number, to: number): boolean {
  const inside = text.slice(from, to);
  if (inside.trim() === "") return false;
  if (from - at > 1) return true;
  const before = charBefore(text, at);
  const after = charAfter(text, to + 1);
  // `(*´ω`*) (*´ω`*)`: parts of two faces
  if (!isSpace(before) && outOfBrackets.test(inside)) return false;
  // `it`s Bob`s`: apostrophes
  if (isOfWord(before) && isOfWord(charAfter(text, from)) && isOfWord(after)) return false;
  // `` `so' and `so' ``: quotation marks of TeX. The second begins a word.
  return !(isSpace(inside.at(-1) ?? "") && !isSpace(inside.charAt(0)) && isOfWord(after));
}

/** One space on both sides, which separates backticks inside from those outside. */
const withoutPadding = (inside: string): string => (/^[ \n][^]*[ \n]$/.test(inside) ? inside.slice(1, -1) : inside);
