// Parses a message's text into blocks. For any text they are limited in number and depth, and links have safe targets.
import { isBlank } from "@klatch/sdk";
import type { Block } from "./blocks.ts";
import { fencedCodeAt } from "./fence-lines.ts";
import type { Mention } from "../mentions/mention.ts";
import { parseBlocks } from "./parse-blocks.ts";
import { linesOf } from "./parse-inlines.ts";
import { plainText } from "./plain-text.ts";
import { tameText } from "../tame-text.ts";

/** A text with more Markdown characters than this, but for blocks of code, is not prose, and is shown as it was typed. */
const maxMarks = 1_500;
const marks = /[*_~`<>[\]\\@＠﹫]|:\/\/|www\.|^[ \t]*(?:[-+]|\d{1,9}[.)])(?=\s|$)/g;
/** Only so many lines are tried as the beginning of code. */
const maxFences = 50;

/** @param text untrusted, of any length @param isCut the text goes on: emphasis that has begun reaches to its end */
export function parseMarkdown(text: string, mentions: readonly Mention[] = [], isCut = false): readonly Block[] {
  const lines = tameText(text).split("\n");
  const blocks = marksIn(lines) <= maxMarks ? parseBlocks(lines, mentions, isCut) : [];
  // Marks around what nobody sees are what is seen: they do not act.
  if (!isBlank(plainText(blocks)) || isBlank(text)) return blocks;
  return [{ kind: "paragraph", children: linesOf(lines) }];
}

function marksIn(lines: readonly string[]): number {
  let count = 0;
  let fences = 0;
  for (let at = 0; at < lines.length && count <= maxMarks;) {
    const line = lines[at] ?? "";
    const isFence = /^ {0,3}(?:```|~~~)/.test(line) && fences < maxFences;
    const code = isFence ? fencedCodeAt(lines, at, []) : null;
    if (isFence) fences += 1;
    if (code === null) count += line.match(marks)?.length ?? 0;
    at = code?.end ?? at + 1;
  }
  return count;
}
