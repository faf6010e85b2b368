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

const cutLink = /!?\[([^[\]\n]+)\]\((?:<[^>\n]*|(?:https?:\/\/|mailto:)[^\s()]*)$/i;
const lastMark = /(?:^|\s)(?:\*{2,3}|__|~~|`{1,3})$/;

/** Without what has lost its other half: a link the end of its address, code its end, a mark all that it enclosed. */
function withoutHalves(head: string): string {
  const text = head.replace(lastMark, "").replace(cutLink, "$1");
  const at = text.lastIndexOf("`");
  const isHalf = /(?:^|[\s(])`[^\s`][^`]*$/.test(text.slice(Math.max(0, at - 1))) && text.split("`").length % 2 === 0;
  return isHalf ? text.slice(0, at) + text.slice(at + 1) : text;
}
