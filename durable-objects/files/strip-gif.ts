// A GIF without what it says beside its picture (GIF89a): comments, extensions of programs apart from those of animation, and
// what is appended.

const [extension, image, trailer, comment, application] = [0x21, 0x2c, 0x3b, 0xfe, 0xff];
const animating = new Set(["NETSCAPE2.0", "ANIMEXTS1.0"]);

/** @returns its pieces in order; null: it is no GIF that ends */
export function strippedGif(bytes: Uint8Array): readonly Uint8Array[] | null {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (!/^GIF8[79]a$/.test(text(0, 6))) return null;
  let at = 13 + colours(bytes[10] ?? 0);
  const pieces: Uint8Array[] = [bytes.subarray(0, at)];
  for (;;) {
    const kind = bytes[at];
    if (kind === trailer) {
      pieces.push(bytes.subarray(at, at + 1));
      return pieces;
    }
    if (kind !== extension && kind !== image) return null;
    const from = kind === extension ? at + 2 : at + 11 + colours(bytes[at + 9] ?? 0);
    const end = endOfBlocks(bytes, from);
    if (end === null) return null;
    const label = kind === extension ? bytes[at + 1] : undefined;
    const isKept = label !== comment && (label !== application || animating.has(text(at + 3, at + 14)));
    if (isKept) pieces.push(bytes.subarray(at, end));
    at = end;
  }
}

/** Bytes of the table that these flags announce. */
const colours = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** After the empty block; null: there is none. */
function endOfBlocks(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at < bytes.length;) {
    const length = bytes[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
  }
  return null;
}
