// How much of a text is more than a message may hold; pure.

/** UTF-8 bytes of the content as JSON, as the server counts them. */
const maxContentBytes = 16_384;
const encoder = new TextEncoder();

/** 0: it fits. */
export function tooManyBytes(text: string): number {
  // Three bytes a character and its frame at most: nearly every text is surely short enough.
  if (text.length * 6 + 32 < maxContentBytes) return 0;
  const bytes = encoder.encode(JSON.stringify({ type: "text", text: text.trim() })).length;
  return Math.max(0, bytes - maxContentBytes);
}
