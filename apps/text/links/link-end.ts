// Finds where the path of a bare link ends in a text: what follows it in a sentence of any script is not of it. Pure.
import { ownEnd } from "./own-link.ts";

const word = /^(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}]$/u;
const latin = /[\p{Script=Latin}\p{N}]/u;
/** RFC 3986, and `|` and `^`, which browsers leave as they are when an address is copied. Brackets are judged apart. */
const asciiPath = /[\w\-.~:/?#@!$&'*+,;=%|^]/;
/** Of these, what ends a sentence or a part of it when nothing of the link follows. */
const sentenceEnd = /[.,:;!?'|]$|[^\p{ASCII}\p{L}\p{M}\p{N}]$/u;
const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
/** Within a word: the dots, hyphens and apostrophes of names, which addresses that were decoded have. */
const insideWords = /[·・‐‑–’]/;
/** Within words of one script only. Beside others they are marks of the sentence. */
const insideScript: readonly (readonly [marks: RegExp, script: RegExp])[] = [
  [/["׳״־]/, /\p{Script=Hebrew}/u],
  [/[՚՛՜՞]/, /\p{Script=Armenian}/u],
  [/[་]/, /\p{Script=Tibetan}/u],
  // Joiners, as Persian and the scripts of India have them.
  [/[\u200C\u200D]/, /(?!\p{Script=Latin})[\p{L}\p{M}]/u],
];
/** Letters by Unicode that repeat or shorten the word before: not beside a word of another script. */
const wordSigns = /[ฯๆໆຯៗ々]/;
const nextLink = /(?:https?:\/\/|mailto:)/iy;
/** Before another address, these say that it is a part of this one. */
const carriesLink = /[/=?#&:@]/;
/** What people put around a link on both sides, by what stands before it. */
const around: Readonly<Record<string, RegExp>> = {
  "'": /^'(?![\p{L}\p{N}])|^'(?!\p{Script=Latin})/u,
  "‘": /^’/,
  "‚": /^[‘’]/,
  "|": /^\|/,
};

/** @param start where the link begins @param from where its path begins @returns the position after the link */
export function linkEnd(text: string, start: number, from: number): number {
  const closing = around[text.charAt(start - 1)];
  const open: number[] = [];
  let end = from;
  let before = "/";
  while (end < text.length) {
    const own = text.charAt(end) === "#" ? ownEnd(text, end) : null;
    if (own !== null) return text.startsWith("#/join/", end) ? own : withoutMarks(text, start, from, own);
    const char = String.fromCodePoint(text.codePointAt(end) ?? 0);
    const after = String.fromCodePoint(text.codePointAt(end + char.length) ?? 0);
    if (closing?.test(text.slice(end, end + 3)) === true) break;
    if (char in closers) open.push(end);
    else if (/[)\]}]/.test(char)) {
      const opener = open.pop();
      if (opener === undefined) break;
      if (closers[text.charAt(opener)] !== char) {
        open.push(opener);
        break;
      }
    } else if (!isOfPath(before, char, after) || isNextLink(text, end, before)) break;
    before = char;
    end += char.length;
  }
  // A bracket that is not closed within the link is of the sentence.
  end = Math.min(end, open[0] ?? end);
  while (end > from && sentenceEnd.test(text.slice(from, end).slice(-2))) end -= 1;
  return withoutMarks(text, start, from, end);
}

function isOfPath(before: string, char: string, after: string): boolean {
  if (asciiPath.test(char)) {
    // `a.你好`: the sentence goes on in another script.
    return !(/[.,;!]/.test(char) && /\p{ASCII}/u.test(before) && word.test(after) && !latin.test(after));
  }
  if (wordSigns.test(char)) return word.test(before) && !latin.test(before);
  if (word.test(char)) return true;
  if (insideWords.test(char)) return word.test(before) && word.test(after);
  return insideScript.some(([marks, script]) => marks.test(char) && script.test(before) && script.test(after));
}

function isNextLink(text: string, at: number, before: string): boolean {
  if (carriesLink.test(before)) return false;
  nextLink.lastIndex = at;
  return nextLink.test(text);
}

/** The text before a link in which marks are looked for. */
const longestBefore = 500;

/** Without the marks of Markdown at the end that close those before the link, as in `*see https://example.com/a*`. */
function withoutMarks(text: string, start: number, from: number, end: number): number {
  if (!/[*_~]/.test(text.charAt(end - 1))) return end;
  let cut = end;
  for (const open of openMarks(text.slice(Math.max(0, start - longestBefore), start))) {
    if (text.startsWith(open, cut - open.length) && cut - open.length >= from) cut -= open.length;
  }
  return cut;
}

/** The marks that have begun and not ended, the outermost first. */
function openMarks(before: string): readonly string[] {
  const open: string[] = [];
  const paragraph = before.slice(before.lastIndexOf("\n\n") + 1);
  for (const { 0: run, index } of paragraph.matchAll(/(?<!\\)(?:\*{1,3}|_{1,3}|~~)/g)) {
    const [left, right] = [paragraph.slice(0, index), paragraph.charAt(index + run.length)];
    // Before the link itself stands nothing.
    const mayOpen = !/\s/.test(right) && !/[\p{Script=Latin}\p{N}]$/u.test(left);
    const same = open.lastIndexOf(run);
    if (same >= 0 && /\S$/.test(left)) open.splice(same);
    else if (mayOpen) open.push(run);
  }
  return open;
}
