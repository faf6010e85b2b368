// Whether a PNG or WebP moves: whether it has what a moving one must have.

const textAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

/** @param bytes of a picture that `pictureOf` has looked at */
export function isAnimated(bytes: Uint8Array, mimeType: string): boolean {
  if (mimeType === "image/webp") return movesAsWebp(bytes);
  return mimeType === "image/png" && movesAsPng(bytes);
}

/** By the chunk acTL, which comes before the picture's own. */
function movesAsPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const type = textAt(bytes, at + 4);
    if (type === "acTL" || type === "IDAT") return type === "acTL";
  }
  return false;
}

/** By the flag of VP8X, or a chunk of frames, whichever a program goes by. */
function movesAsWebp(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length;) {
    const [type, length] = [textAt(bytes, at), view.getUint32(at + 4, true)];
    if (type === "ANIM" || type === "ANMF") return true;
    if (type === "VP8X" && ((bytes[at + 8] ?? 0) & 0x02) !== 0) return true;
    at += 8 + length + (length % 2);
  }
  return false;
}
