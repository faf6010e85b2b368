// A message on one line for lists, quotes, notifications and screen readers: what the message shows, without its marks.
import { cutAt } from "./graphemes.ts";
import { parseMarkdown } from "./markdown/parse-markdown.ts";
import { plainText } from "./markdown/plain-text.ts";
import { maxLineChars, onOneLine } from "./on-one-line.ts";

/** What is parsed of a text, with room for marks. */
const maxParsed = maxLineChars * 4;
/** The server's previews are cut at 160 units, between two characters. One of this length may be cut. */
const cutFrom = maxLineChars - 10;

/** Line breaks become spaces. At most 160 units. */
export function previewText(text: string): string {
  const head = cutAt(text, maxParsed);
  const isCut = head.length < text.length || (text.length >= cutFrom && text.length <= maxLineChars);
  return onOneLine(plainText(parseMarkdown(isCut ? withoutHalves(head) : head, [], isCut)));
}

const cutLink = /!?\[([^[\]\n]+)\]\((?:<|[a-z]+:)[^()\n]*$/i;
const lastMark = /(?:^|\s)(?:[*_~]{2,3}|`+)$/;
/** The last backtick, where their number is odd. */
const cutCode = /^((?:[^`]*`[^`]*`)*[^`]*)(?<=^|[\s(])`(?=[^\s`])([^`]*)$/;

/** Without what has lost its other half: a link the end of its address, code its end, a mark all that it enclosed. */
const withoutHalves = (head: string): string =>
  head.replace(lastMark, "").replace(cutLink, "$1").replace(cutCode, "$1$2");
