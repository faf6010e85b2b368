// The UTF-8 length of texts, and a hash that distinguishes a repeat from another text.

const encoder = new TextEncoder();

/** Whether `text` has more than `maxBytes` bytes as UTF-8. */
export function utf8LengthExceeds(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true;
  if (text.length * 3 <= maxBytes) return false;
  return encoder.encode(text).byteLength > maxBytes;
}

/**
 * Distinguishes a repeat from another message with the same id. Not for secrets: a sender who makes two bodies collide
 * only harms themselves.
 *
 * 64 bits of `text`: two 32-bit lanes of multiply and xor, mixed at the end (like MurmurHash3). SHA-256 would cost a
 * tenth of all the work for a message.
 */
export function hashBody(text: string): string {
  let [a, b] = [0xdeadbeef ^ text.length, 0x41c6ce57 ^ text.length];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b >>> 0).toString(36).padStart(7, "0") + (a >>> 0).toString(36).padStart(7, "0");
}
