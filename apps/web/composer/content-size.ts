// Computes how far a text is from the size limit of a message. Pure.
import { graphemesOf, graphemeStart } from "../../text/graphemes.ts";
import { cutBlankLines } from "./cut-blank-lines.ts";

/** The limit in UTF-8 bytes of the content as JSON, which is how the server counts. */
const maxContentBytes = 16_384;
/** The room that is left is told from here on. */
const nearBytes = 1_024;
/** The room that is left is told in characters as they are at the text's end, of so many units. */
const sampleUnits = 256;
const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(JSON.stringify({ type: "text", text })).length;
const emptyBytes = bytesOf("");

/**
 * Characters, as people see them, that a text has room for, each as long as those at its end are on average. Negative: so many
 * are too many, exactly: the text fits without so many at its end, and not with one of them more. Null: the limit is far.
 */
export function roomLeft(text: string): number | null {
  // A quick check that settles it for nearly every text: a UTF-16 unit takes at most 6 bytes as JSON, the rest at most 32.
  if (text.length * 6 + 32 < maxContentBytes - nearBytes) return null;
  const said = cutBlankLines(text);
  const leftBytes = said.length > maxContentBytes ? -1 : maxContentBytes - bytesOf(said);
  if (leftBytes > nearBytes) return null;
  return leftBytes < 0 ? -tooMany(text, text.indexOf(said)) : Math.floor(leftBytes / bytesEach(said));
}

/** How many graphemes at the end of a text are to be deleted, so that the rest fits. What is sent begins at `begin`. */
function tooMany(text: string, begin: number): number {
  let [fits, exceeds] = [begin, Math.min(text.length, begin + maxContentBytes)];
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1;
    // Half of a pair would count for more than the pair.
    const end = isHighSurrogate(text.charCodeAt(middle - 1)) ? middle - 1 : middle;
    if (bytesOf(text.slice(begin, end)) <= maxContentBytes) fits = middle;
    else exceeds = middle;
  }
  const spaces = /\s*/y;
  spaces.lastIndex = fits;
  const end = fits + (spaces.exec(text)?.[0].length ?? 0);
  return graphemesOf(text.slice(graphemeStart(text, end))).length;
}

function bytesEach(said: string): number {
  const end = said.slice(graphemeStart(said, Math.max(0, said.length - sampleUnits)));
  return (bytesOf(end) - emptyBytes) / graphemesOf(end).length;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
