// A text on one line, for lists, notifications and screen readers.
import { cutAt } from "./graphemes.ts";

export const maxLineChars = 160;

/** Line breaks become spaces. At most 160 units, and an ellipsis where there are more. */
export function onOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= maxLineChars ? line : `${cutAt(line, maxLineChars - 1).trimEnd()}…`;
}
