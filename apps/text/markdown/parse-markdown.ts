// Parses a message's text into blocks. For any text they are limited in number and depth, and links have safe targets.
import type { Block } from "./blocks.ts";
import type { Mention } from "./mark-mentions.ts";
import { parseBlocks } from "./parse-blocks.ts";
import { tameText } from "../tame-text.ts";

/** A text with more Markdown characters than this is not prose, and is shown as it was typed. */
const maxMarks = 1_500;
const marks = /[*_~`<>[\]\\]|:\/\/|www\.|@|^\s*(?:[-+]|\d+[.)])\s/gm;

/** @param text untrusted, of any length */
export function parseMarkdown(text: string, mentions: readonly Mention[] = []): readonly Block[] {
  const tamed = tameText(text);
  const count = tamed.match(marks)?.length ?? 0;
  return count > maxMarks
    ? [{ kind: "paragraph", children: tamed.split("\n").flatMap((line, at) => (at === 0 ? [line] : [{ kind: "break" as const }, line])) }]
    : parseBlocks(tamed.split("\n"), mentions);
}
