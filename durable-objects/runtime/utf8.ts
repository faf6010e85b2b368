// Sizes are counted in bytes of UTF-8; most texts are too short for the exact count to matter.
const encoder = new TextEncoder();

/** Whether `text` has more than `maxBytes` bytes as UTF-8. */
export function utf8LengthExceeds(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true;
  if (text.length * 3 <= maxBytes) return false;
  return encoder.encode(text).byteLength > maxBytes;
}
