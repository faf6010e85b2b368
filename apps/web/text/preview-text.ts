// A message on one line: marks of Markdown away, so that a list shows words.
import { tameText } from "../markdown/tame-text.ts";

const maxChars = 160;

/** Good for a glance, not for reading: the marks people use most, and every break as a space. */
export function previewText(text: string): string {
  return tameText(text.slice(0, maxChars * 4))
    .replaceAll(/```[^\n`]*\n?/g, " ")
    .replaceAll(/\[([^\]\n]+)\]\((?:[^)\s]+)\)/g, "$1")
    .replaceAll(/(\*\*|__|~~|`)(?=\S)([^\n]*?\S)\1/g, "$2")
    .replaceAll(/^\s*(?:>|#{1,6}|[-*+]|\d+\.)\s+/gm, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, maxChars);
}
