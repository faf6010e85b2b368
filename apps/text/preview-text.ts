// A message on one line for lists, with the Markdown characters removed.
import { tameText } from "./tame-text.ts";

const maxChars = 160;

/** Removes only the most common Markdown, which suffices for a preview. Line breaks become spaces. At most 160 units. */
export function previewText(text: string): string {
  const plain = tameText(text.slice(0, maxChars * 4))
    .replaceAll(/```[^\n`]*\n?/g, " ")
    .replaceAll(/\[([^\]\n]+)\]\((?:[^)\s]+)\)/g, "$1")
    .replaceAll(/(\*\*|__|~~|`)(?=\S)([^\n]*?\S)\1/g, "$2")
    .replaceAll(/^\s*(?:>|#{1,6}|[-*+]|\d+\.)\s+/gm, "");
  return onOneLine(plain);
}

/** Line breaks become spaces. At most 160 units, and an ellipsis where there are more. */
export function onOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= maxChars) return line;
  // Not within a character.
  const cut = line.slice(0, maxChars - 1).replace(/(?:[\uD800-\uDBFF]|\u200D)$/, "");
  return `${cut.trimEnd()}…`;
}
