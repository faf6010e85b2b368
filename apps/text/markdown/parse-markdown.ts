// Parses a message's text into blocks. For any text they are limited in number and depth, and links have safe targets.
import type { Block } from "./blocks.ts";
import type { Mention } from "./mention.ts";
import { parseBlocks } from "./parse-blocks.ts";
import { tameText } from "../tame-text.ts";

/** A text with more Markdown characters than this is not prose, and is shown as it was typed. */
const maxMarks = 1_500;
const marks = /[*_~`<>[\]\\@＠﹫]|:\/\/|www\.|^[ \t]*(?:[-+]|\d{1,9}[.)])\s/gm;

/** @param text untrusted, of any length @param isCut the text goes on: emphasis that has begun reaches to its end */
export function parseMarkdown(text: string, mentions: readonly Mention[] = [], isCut = false): readonly Block[] {
  const lines = tameText(text).split("\n");
  const count = text.match(marks)?.length ?? 0;
  if (count <= maxMarks) return parseBlocks(lines, mentions, isCut);
  return [
    {
      kind: "paragraph",
      children: lines.flatMap((line, at) => (at === 0 ? line : [{ kind: "break" as const }, line])),
    },
  ];
}
