// Where in a text an @ begins a mention, and where a name after it ends. Pure.

/** An @, also as Japanese and Chinese keyboards make it. */
export const atSigns = /[@＠﹫]/gu;

/** Letters of scripts that put spaces between words, and begin e-mail addresses. Wide ones stand between Han and kana. */
const ours = "\\p{sc=Latn}\\p{sc=Cyrl}\\p{sc=Grek}";
const addressLetter = `(?![\\uFF10-\\uFF5A])[${ours}0-9_]`;
const endsAddress = new RegExp(`${addressLetter}\\p{M}*$`, "u");
const endsAt = /[@＠﹫]$/u;
/** The end of a path, or of a mention before this one: `@ada/@bob`. */
const endsPath = /[/+]$/;
const endsMention = new RegExp(`(?:^|[^${ours}0-9_/+@＠﹫])[@＠﹫][^\\s@＠﹫/+]+[/+]$`, "u");
/** No e-mail address goes on with these behind letters of ours: `hi@张三`. */
const foreign = `(?![${ours}])[\\p{L}\\p{Extended_Pictographic}\\p{Regional_Indicator}]`;
const isForeign = new RegExp(`^${foreign}`, "u");

const maxBefore = 80;

/** Whether an @ at this position begins a mention. One inside an e-mail address, a path or behind another @ does not. */
export function beginsMention(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - maxBefore), at);
  if (endsPath.test(before)) return endsMention.test(before);
  if (endsAt.test(before)) return false;
  if (openedBy(before) !== "") return true;
  return !endsAddress.test(before) || isForeign.test(text.slice(at + 1, at + 3));
}

/** Scripts without spaces between words, where a name may be followed by anything. So may one in Korean, by a particle. */
const unspaced =
  "\\p{sc=Hani}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Bopo}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}\\p{sc=Tibt}\\p{sc=Yiii}\\u30FC\\uFF70";
const wordChar = `(?![${unspaced}])[\\p{L}\\p{M}\\p{N}_]`;
const endsWord = new RegExp(`${wordChar}$`, "u");
/** After a word, it goes on with these: `@ada-lee`, `@ada@example.org`, but not `@ada.` */
const goesOn = new RegExp(`^(?:${wordChar}|@(?!${foreign})|[.-]${wordChar})`, "u");

const isWord = new RegExp(`^${wordChar}`, "u");
/** Underscores that emphasise what follows: they are no part of a word. */
const emphasis = /(?:^|[^\p{L}\p{M}\p{N}_])(_{1,3})$/u;
const openedBy = (before: string): string => emphasis.exec(before)?.[1] ?? "";

/** Whether the text's word goes on where the name of the @ at `at` ends: then the name is part of a longer one. */
export function isCutWord(text: string, at: number, end: number): boolean {
  if (!endsWord.test(text.slice(Math.max(0, end - 2), end)) || !goesOn.test(text.slice(end, end + 4))) return false;
  const marks = openedBy(text.slice(Math.max(0, at - 5), at));
  // `_@ada_`
  const isClosed =
    marks !== "" && text.startsWith(marks, end) && !isWord.test(text.slice(end + marks.length, end + marks.length + 2));
  return !isClosed;
}
