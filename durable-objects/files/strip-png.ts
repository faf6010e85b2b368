// A PNG without what it says beside its picture (W3C PNG, third edition): texts, times, EXIF, and what is appended.

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Chunks of the picture, its colours and its animation. */
const kept = new Set("IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP acTL fcTL fdAT".split(" "));

/** @returns its pieces in order; null: it is no PNG that ends */
export function strippedPng(bytes: Uint8Array): readonly Uint8Array[] | null {
  if (signature.some((byte, index) => bytes[index] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces: Uint8Array[] = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return null;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (kept.has(type)) pieces.push(bytes.subarray(at, end));
    if (type === "IEND") return pieces;
    at = end;
  }
  return null;
}
