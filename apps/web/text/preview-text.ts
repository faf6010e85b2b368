// A message on one line for lists, with the Markdown characters removed.
import { tameText } from "../markdown/tame-text.ts";
import { unknownText } from "./unknown-text.ts";

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

/** @param isPlain the text is that of a kind which this version does not know: it is shown as it is, or by a sentence */
export const messageLine = ({ text, isPlain }: { readonly text: string; readonly isPlain: boolean }): string =>
  isPlain ? onOneLine(tameText(unknownText(text))) : previewText(text);

/** Line breaks become spaces. At most 160 units. */
export const onOneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim().slice(0, maxChars);
