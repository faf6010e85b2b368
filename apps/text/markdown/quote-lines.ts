// Finds the quote that begins at a line. A `>` is also a comparison, an arrow, a prompt and a part of faces. Pure.
import { withoutIndent } from "./indents.ts";

const quoted = /^ {0,3}>/;
/** `>_<`, `>:(`, `>///<`, `> o <`, `>=` */
const face =
  /^ {0,3}>(?!>*(?:[ \t]|$))(?!\S*(?:[\p{L}\p{N}]{2}|[\p{Script=Han}\p{Script=Hangul}])|[>`*~[#"'“„«(-]\S*\s)\S{1,6}(?:\s|$)|^ {0,3}>[ \t]?\S{1,3}[ \t]?<(?:\s|$)|^ {0,3}>=/u;
/** More than a number, with a space or a word at the `>`. */
const evident =
  /^ {0,3}>(?:[ \t]+(?![-+~≈±]?[ \t]*\p{Sc}?[ \t]*\p{N}+(?![.)][ \t])).*[\p{L}\p{Extended_Pictographic}\p{N}]|[\p{Ps}\p{Pi}"'*_~`@#]{0,2}(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|\p{L}{3}))/u;

export interface QuoteLines {
  /** The line after the last one with a `>`. */
  readonly end: number;
  /** Lines beside an evident one belong to it: blank ones, numbers, and quotes within. */
  readonly isMeant: boolean;
}

export function quoteAt(lines: readonly string[], from: number): QuoteLines {
  let end = from;
  let isMeant = false;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? "";
    if (!quoted.test(line) || face.test(line)) break;
    isMeant ||= evident.test(line);
  }
  return { end, isMeant };
}

/** The line without its `>` and one column of space behind it. */
export function withoutQuote(line: string): string {
  const at = line.indexOf(">") + 1;
  return withoutIndent(line.slice(at), 1, at);
}
