// Clips a long text to the part that a conversation shows until the reader expands it.
import { cutAt } from "../../text/graphemes.ts";

const maxLines = 24;
const maxChars = 1_800;
/** A rest that is this short is shown at once, because the button for it would take as much space. */
const spare = 1.25;

export interface ClippedText {
  /** The text, or its beginning, ending in `…`. */
  readonly text: string;
  readonly isClipped: boolean;
}

export function clipText(text: string): ClippedText {
  const lines = text.split("\n", maxLines * spare + 1);
  if (lines.length <= maxLines * spare && text.length <= maxChars * spare) return { text, isClipped: false };
  const shown = lines.slice(0, maxLines).join("\n");
  return { text: `${cutBetweenWords(shown).trimEnd()}…`, isClipped: true };
}

/** The place to cut: at the last space near the end, otherwise between two graphemes. */
function cutBetweenWords(text: string): string {
  if (text.length <= maxChars) return text;
  const cut = cutAt(text, maxChars);
  const space = Math.max(cut.lastIndexOf(" "), cut.lastIndexOf("\n"));
  return space > maxChars * 0.9 ? cutAt(cut, space) : cut;
}
