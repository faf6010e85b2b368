// A WebP without what it says beside its picture (RFC 9649): EXIF, XMP, chunks that are not known, and what is appended.
// How it has to be turned stays.
import { exifOf, orientationIn } from "./orientation.ts";

const kept = new Set(["VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"]);
/** In the flags of VP8X. */
const [hasExif, hasXmp] = [0x08, 0x04];
const textAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

/** @returns its pieces in order; null: it is no WebP that ends */
export function strippedWebp(bytes: Uint8Array): readonly Uint8Array[] | null {
  if (bytes.length < 20 || textAt(bytes, 0) !== "RIFF" || textAt(bytes, 8) !== "WEBP") return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = Math.min(bytes.length, 8 + view.getUint32(4, true));
  const pieces: Uint8Array[] = [];
  let orientation = 1;
  let extended: Uint8Array | null = null;
  for (let at = 12; at + 8 <= last;) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > last) return null;
    const type = textAt(bytes, at);
    if (type === "EXIF") orientation = orientationIn(withoutName(bytes.subarray(at + 8, at + 8 + length)));
    if (kept.has(type)) {
      // Of its own, because its flags change.
      const piece = type === "VP8X" ? bytes.slice(at, end) : bytes.subarray(at, end);
      if (type === "VP8X") extended = piece;
      pieces.push(piece);
    }
    at = end;
  }
  if (pieces.length === 0) return null;
  if (extended !== null) extended[8] = ((extended[8] ?? 0) & ~(hasExif | hasXmp)) | (orientation === 1 ? 0 : hasExif);
  if (extended !== null && orientation !== 1) pieces.push(exifChunk(orientation));
  const size = pieces.reduce((sum, { length }) => sum + length, 4);
  const head = new Uint8Array(12);
  head.set(bytes.subarray(0, 12));
  new DataView(head.buffer).setUint32(4, size, true);
  return [head, ...pieces];
}

/** Some programs write the name of JPEG's segment before it. */
const withoutName = (exif: Uint8Array): Uint8Array => (textAt(exif, 0) === "Exif" ? exif.subarray(6) : exif);

function exifChunk(orientation: number): Uint8Array {
  const block = exifOf(orientation);
  const chunk = new Uint8Array(8 + block.length);
  chunk.set(new TextEncoder().encode("EXIF"));
  new DataView(chunk.buffer).setUint32(4, block.length, true);
  chunk.set(block, 8);
  return chunk;
}
