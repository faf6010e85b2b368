// Whether a run of *, _ or ~~ may begin or end emphasis, by what stands on its two sides. Pure.
//
// It is CommonMark's rule of left- and right-flanking runs, with its amendment for East Asia (a mark beside their letters
// and punctuation needs no space), and without what people type and do not mean: see each line.
import {
  charAfter,
  charBefore,
  needsNoSpace,
  isLetter,
  isNarrowPunctuation,
  isOfWord,
  isPunctuation,
  isSpace,
} from "./characters.ts";

export interface Sides {
  readonly canOpen: boolean;
  readonly canClose: boolean;
  /** Letters or digits of a script with spaces are on both sides: `f**k`, `2**3`. */
  readonly isInWord: boolean;
}

/** What stands around emphasis: quotes, brackets, the sentence's own marks in any script, emoji. Faces are of other signs. */
const opening = /["'`*_~([{]|(?!\p{ASCII})[\p{P}\p{Extended_Pictographic}]/u;
const closing = /["'`*_~)\]}.,;:!?]|(?!\p{ASCII})[\p{P}\p{Extended_Pictographic}]/u;
/** `*:・ﾟ✧ good night ✧ﾟ・:*` */
const garland = /^(?:[.:,]+[・･｡ﾟ☆✧✿]|[☆★✧][・･ﾟ°,])/;
/** Hebrew and Arabic write short words, such as articles, together with the next. */
const prefixing = /[\p{Script=Hebrew}\p{Script=Arabic}]/u;
/** What ends a sentence or a part of it. Nothing that is emphasised begins so. */
const ending = /[\p{Pe},;，。、；：！？]/u;

/** @param at the run's position @param end the position after it */
export function sidesOf(text: string, at: number, end: number): Sides {
  const mark = text.charAt(at);
  const before = charBefore(text, at);
  const after = charAfter(text, end);
  const single = end - at === 1;
  const left =
    !isSpace(after) &&
    (!isNarrowPunctuation(after) ||
      isSpace(before) ||
      isNarrowPunctuation(before) ||
      needsNoSpace(before) ||
      (!single && prefixing.test(before)));
  const right =
    !isSpace(before) &&
    (!isNarrowPunctuation(before) || isSpace(after) || isNarrowPunctuation(after) || needsNoSpace(after));
  // `2**3**4`
  const inNumber = mark !== "~" && /\p{N}/u.test(before) && /\p{N}/u.test(after);
  // `"*"`
  const isQuoted = before === after && /["'`]/.test(before);
  return {
    canOpen:
      left &&
      !inNumber &&
      !isQuoted &&
      // `(*) and (*)`, `草**，妈**的`
      !ending.test(after) &&
      // `^_^`, `>_<`, `-_-`: between two other marks
      !(isNarrowPunctuation(before) && isNarrowPunctuation(after) && !opening.test(before)) &&
      !isSpace(pastMarks(text, end, 1)) &&
      (mark !== "_" || ((!right || isPunctuation(before)) && !/[@#$&%=+/\\]/.test(before))) &&
      // `Lehrer*innen`, `长*宽*高`, `3*数量*5`, `(a)*(b)*(c)`
      !(mark === "*" && single && ((isLetter(before) && isLetter(after)) || /[\p{N})\]]/u.test(before))) &&
      !isGlob(text, mark, before, end) &&
      !(single && garland.test(text.slice(end, end + 4))),
    canClose:
      right &&
      !inNumber &&
      !isQuoted &&
      !/[\p{Ps}]/u.test(before) &&
      !(isNarrowPunctuation(before) && isNarrowPunctuation(after) && !closing.test(after)) &&
      !isSpace(pastMarks(text, at - 1, -1)) &&
      // `__init__.py`, `__call__()`
      (mark !== "_" ||
        ((!left || isPunctuation(after)) && !/^(?:[([=/\\]|\.[\p{L}\p{N}_])/u.test(text.slice(end, end + 3)))) &&
      !isGlob(text, mark, before, end),
    isInWord: isOfWord(before) && isOfWord(after),
  };
}

/** The first character from here on that is no mark, in this direction: `*_* ` has none inside. */
function pastMarks(text: string, from: number, step: 1 | -1): string {
  let at = from;
  while (/^[*_~]$/.test(text.charAt(at))) at += step;
  return text.charAt(at);
}

/** `*.txt`, `*.*`, after a space or a mark. */
const isGlob = (text: string, mark: string, before: string, end: number): boolean =>
  mark === "*" && !isLetter(before) && /^\.[\p{L}\p{N}*]/u.test(text.slice(end, end + 3));
