// Computes how far a text is from the size limit of a message. Pure.

/** The limit in UTF-8 bytes of the content as JSON, which is how the server counts. */
const maxContentBytes = 16_384;
/** The room that is left is told from here on. */
const nearBytes = 1_024;
const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(JSON.stringify({ type: "text", text })).length;
const emptyBytes = bytesOf("");

/**
 * Characters that a text has room for, negative: that are too many; null: the limit is far. Characters are counted as long as
 * the text's own are on average, so that the number is right for each script.
 */
export function roomLeft(text: string): number | null {
  // A quick check that settles it for nearly every text: a UTF-16 unit takes at most 6 bytes as JSON, the rest at most 32.
  if (text.length * 6 + 32 < maxContentBytes - nearBytes) return null;
  const said = text.trim();
  const bytes = bytesOf(said);
  const leftBytes = maxContentBytes - bytes;
  if (leftBytes > nearBytes) return null;
  const bytesEach = (bytes - emptyBytes) / Math.max(1, said.length);
  return leftBytes < 0 ? Math.min(-1, -Math.ceil(-leftBytes / bytesEach)) : Math.floor(leftBytes / bytesEach);
}
