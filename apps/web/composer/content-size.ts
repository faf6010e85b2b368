// Computes how far a text is from the size limit of a message. Pure.
import { countGraphemes, graphemeStart } from "../../text/graphemes.ts";
import { cutBlankLines } from "../../text/cut-blank-lines.ts";

/** The limit in UTF-8 bytes of the content as JSON, which is how the server counts. */
const maxContentBytes = 16_384;
/** The room that is left is told from here on. */
const nearBytes = 1_024;
/** The room that is left is told in characters as they are at the text's end, of so many units. */
const sampleUnits = 256;
/** More units than this fit only if most of them are blank lines. */
const maxSearchedUnits = maxContentBytes * 4;
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

/**
 * How many graphemes at the end of a text are to be deleted, so that what is sent of the rest fits: the more of the text,
 * the more is sent of it. What is sent begins at `begin`.
 */
function tooMany(text: string, begin: number): number {
  const fitsUntil = (end: number): boolean => {
    // Half of a pair would count for more than the pair.
    const whole = isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
    return bytesOf(cutBlankLines(text.slice(begin, whole))) <= maxContentBytes;
  };
  let [fits, exceeds] = [begin, Math.min(text.length, begin + maxSearchedUnits)];
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1;
    if (fitsUntil(middle)) fits = middle;
    else exceeds = middle;
  }
  return countGraphemes(text.slice(graphemeStart(text, fits)));
}

function bytesEach(said: string): number {
  const end = said.slice(graphemeStart(said, Math.max(0, said.length - sampleUnits)));
  return (bytesOf(end) - emptyBytes) / countGraphemes(end);
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
