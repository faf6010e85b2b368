// Computes by how much a text exceeds the size limit of a message. Pure.

/** The limit in UTF-8 bytes of the content as JSON, which is how the server counts. */
const maxContentBytes = 16_384;
const encoder = new TextEncoder();

/** Bytes over the limit; 0: the text fits. */
export function tooManyBytes(text: string): number {
  // A quick check that settles it for nearly every text: a UTF-16 unit takes at most 6 bytes as JSON, the rest at most 32.
  if (text.length * 6 + 32 < maxContentBytes) return 0;
  const bytes = encoder.encode(JSON.stringify({ type: "text", text: text.trim() })).length;
  return Math.max(0, bytes - maxContentBytes);
}
