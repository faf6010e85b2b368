// Files for tests: made by hand, byte by byte, so that what is in them is known.
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const joinBytes = (...pieces: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat(
      pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece, "latin1") : Buffer.from(piece))),
    ),
  );

const word = (value: number): readonly number[] => [value >> 8, value & 0xff];
const segment = (marker: number, ...pieces: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array => {
  const content = joinBytes(...pieces);
  return joinBytes([0xff, marker], word(content.length + 2), content);
};

/** An EXIF block with this orientation and, in another entry, a text. */
function exifWith(orientation: number, text: string): Uint8Array {
  const block = Buffer.alloc(38);
  block.write("II", "latin1");
  block.writeUInt16LE(42, 2);
  block.writeUInt32LE(8, 4);
  block.writeUInt16LE(2, 8);
  block.writeUInt16LE(0x0112, 10);
  block.writeUInt16LE(3, 12);
  block.writeUInt32LE(1, 14);
  block.writeUInt16LE(orientation, 18);
  block.writeUInt16LE(0x8298, 22);
  block.writeUInt16LE(2, 24);
  block.writeUInt32LE(text.length, 26);
  block.writeUInt32LE(38, 30);
  return joinBytes(block, text);
}

export interface JpegParts {
  readonly width: number;
  readonly height: number;
  /** 1: as it is. */
  readonly orientation?: number;
  /** Written where cameras and programs write what they know. */
  readonly secret?: string;
  /** After the end. */
  readonly appended?: string;
}

/** The frame of a JPEG: every segment that matters, and a scan that no decoder would like. */
export function jpegOf({ width, height, orientation, secret, appended = "" }: JpegParts): Uint8Array {
  const told =
    secret === undefined && orientation === undefined
      ? []
      : [
          segment(0xe1, "Exif\0\0", exifWith(orientation ?? 1, secret ?? "")),
          ...(secret === undefined
            ? []
            : [segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", secret), segment(0xfe, secret), segment(0xed, secret)]),
        ];
  return joinBytes(
    [0xff, 0xd8],
    segment(0xe0, "JFIF\0", [1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...told,
    segment(0xe2, "ICC_PROFILE\0", [1, 1, 9, 9]),
    segment(0xdb, [0], new Uint8Array(64).fill(1)),
    segment(0xc0, [8], word(height), word(width), [1, 1, 0x11, 0]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    [1, 2, 0xff, 0, 3, 0xff, 0xd0, 4, 5],
    [0xff, 0xd9],
    appended,
  );
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xed_b8_83_20 ^ (value >>> 1) : value >>> 1;
  return value;
});

const crcOf = (bytes: Uint8Array): number =>
  ~bytes.reduce((crc, byte) => (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8), -1) >>> 0;

function pngChunk(type: string, content: Uint8Array): Uint8Array {
  const named = joinBytes(type, content);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  crc.writeUInt32BE(crcOf(named));
  return joinBytes(length, named, crc);
}

/** What a picture has beside its pixels. */
interface PictureExtras {
  readonly secret?: string;
  readonly isMoving?: boolean;
}

/**
 * A PNG that decoders like, all of one grey.
 *
 * @param filler bytes between what says how large it is and what says that it moves
 */
export function pngOf(
  width: number,
  height: number,
  { secret, isMoving = false, filler = 0 }: PictureExtras & { readonly filler?: number } = {},
): Uint8Array {
  const sides = Buffer.alloc(13);
  sides.writeUInt32BE(width, 0);
  sides.writeUInt32BE(height, 4);
  sides.set([8, 0, 0, 0, 0], 8);
  const rows = deflateSync(new Uint8Array(height * (width + 1)).fill(0));
  return joinBytes(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    pngChunk("IHDR", sides),
    ...(filler === 0 ? [] : [pngChunk("iCCP", new Uint8Array(filler))]),
    ...(isMoving ? [pngChunk("acTL", new Uint8Array(8))] : []),
    ...(secret === undefined ? [] : [pngChunk("tEXt", joinBytes(`Comment\0${secret}`))]),
    pngChunk("IDAT", rows),
    pngChunk("IEND", new Uint8Array(0)),
  );
}

/** An extended WebP. */
export function webpOf(width: number, height: number, { secret, isMoving = false }: PictureExtras = {}): Uint8Array {
  const little = (value: number, bytes: number): number[] =>
    Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) & 0xff);
  const chunk = (type: string, ...pieces: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array => {
    const content = joinBytes(...pieces);
    return joinBytes(type, little(content.length, 4), content, new Uint8Array(content.length % 2));
  };
  const chunks = joinBytes(
    chunk(
      "VP8X",
      [(isMoving ? 0x02 : 0) | (secret === undefined ? 0 : 0x04), 0, 0, 0],
      little(width - 1, 3),
      little(height - 1, 3),
    ),
    ...(isMoving ? [chunk("ANIM", new Uint8Array(6))] : []),
    chunk("VP8 ", [1, 2, 3, 4, 5, 6, 7, 8]),
    ...(secret === undefined ? [] : [chunk("XMP ", secret)]),
  );
  return joinBytes("RIFF", little(chunks.length + 4, 4), "WEBP", chunks);
}
