// Where a line of text may go on in the next row: at spaces, and between the words of scripts that are written without
// spaces. Pure.
import { nextLink } from "../../text/links/link-at.ts";

const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** Spaces at which a row may end. No-break spaces are none of them. */
const spaceAtEnd = /[\t \u1680\u2000-\u2006\u2008-\u200B\u205F\u3000]$/;
const space = /^[\t \u1680\u2000-\u2006\u2008-\u200B\u205F\u3000]/;
/** Scripts without spaces between words, their punctuation, and emoji. */
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Javanese}\p{Script=Balinese}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Emoji_Presentation}\u3001-\u303F\u30FB\u30FC\uFF01-\uFF65]/u;
/** What must not begin a row: closing punctuation, small kana, marks of length and repetition, signs after a number. */
const neverFirst =
  /^[\p{Pe}\p{Pf}\p{M}!),.:;?\]}"'%…‥·‰°℃、。，．：；？！％・ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ〜～〵〳၊။។៕ฯๆໆ།]/u;
/** What must not end a row: opening punctuation, and signs before a number or a name. */
const neverLast = /[\p{Ps}\p{Pi}"'#$@£¥€￥＄＃＠]$/u;

const firstOf = (text: string): string => String.fromCodePoint(text.codePointAt(0) ?? 0);
const lastOf = (text: string): string => Array.from(text.slice(-2)).at(-1) ?? "";

function mayBreak(before: string, after: string): boolean {
  if (space.test(after)) return false;
  if (spaceAtEnd.test(before)) return true;
  if (neverFirst.test(after) || neverLast.test(before)) return false;
  return spaceless.test(lastOf(before)) || spaceless.test(firstOf(after));
}

/** The parts of a line that stay together, each with the spaces after it. Joined, they are the line. No link is parted. */
export function unitsOf(line: string): string[] {
  const units: string[] = [];
  let unit = "";
  let link = nextLink(line);
  for (const { segment, index } of words.segment(line)) {
    while (link !== null && link.end <= index) link = nextLink(line, link.end);
    const isInLink = link !== null && link.at < index;
    if (unit !== "" && !isInLink && mayBreak(unit, segment)) {
      units.push(unit);
      unit = "";
    }
    unit += segment;
  }
  if (unit !== "") units.push(unit);
  return units;
}
