// Whether a PNG or WebP says that it moves. Programs that show pictures move none that does not say so.

const textAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

/** @param bytes of a picture that `pictureOf` has looked at */
export function isAnimated(bytes: Uint8Array, mimeType: string): boolean {
  if (mimeType === "image/webp") return textAt(bytes, 12) === "VP8X" && ((bytes[20] ?? 0) & 0x02) !== 0;
  return mimeType === "image/png" && hasFrames(bytes);
}

/** By the chunk acTL, which must come before the picture's own. */
function hasFrames(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const type = textAt(bytes, at + 4);
    if (type === "acTL" || type === "IDAT") return type === "acTL";
  }
  return false;
}
