// Parses a message's text into blocks. For any text they are limited in number and depth, and links have safe targets.
import { isBlank } from "@klatch/sdk";
import type { Block } from "./blocks.ts";
import type { Mention } from "./mention.ts";
import { parseBlocks } from "./parse-blocks.ts";
import { plainText } from "./plain-text.ts";
import { tameText } from "../tame-text.ts";

/** A text with more Markdown characters than this is not prose, and is shown as it was typed. */
const maxMarks = 1_500;
const marks = /[*_~`<>[\]\\@＠﹫]|:\/\/|www\.|^[ \t]*(?:[-+]|\d{1,9}[.)])\s/gm;

/** @param text untrusted, of any length @param isCut the text goes on: emphasis that has begun reaches to its end */
export function parseMarkdown(text: string, mentions: readonly Mention[] = [], isCut = false): readonly Block[] {
  const lines = tameText(text).split("\n");
  const count = text.match(marks)?.length ?? 0;
  const blocks = count <= maxMarks ? parseBlocks(lines, mentions, isCut) : [];
  // Marks around what nobody sees are what is seen: they do not act.
  if (count === 0 || !isBlank(plainText(blocks))) return blocks;
  return [
    {
      kind: "paragraph",
      children: lines.flatMap((line, at) => (at === 0 ? line : [{ kind: "break" as const }, line])),
    },
  ];
}
