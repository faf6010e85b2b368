// Films for tests: made box by box, so that what is in them, and where, is known.

type Piece = Uint8Array | readonly number[] | string;

const joined = (pieces: readonly Piece[]): Buffer =>
  Buffer.concat(pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece, "latin1") : Buffer.from(piece))));

export const number32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

export function box(type: string, ...pieces: readonly Piece[]): Buffer {
  const body = joined(pieces);
  return Buffer.concat([number32(8 + body.length), Buffer.from(type, "latin1"), body]);
}

/** With a size of 64 bits. */
function longBox(type: string, ...pieces: readonly Piece[]): Buffer {
  const body = joined(pieces);
  return Buffer.concat([number32(1), Buffer.from(type, "latin1"), number32(0), number32(16 + body.length), body]);
}

const full = (version = 0): readonly number[] => [version, 0, 0, 0];
const handler = (type: string): Buffer => box("hdlr", full(), number32(0), type, new Uint8Array(12), "name\0");
/** 28 November 2026, in seconds since 1904. */
export const filmedAt = 3_878_668_800;
const times = joined([number32(filmedAt), number32(filmedAt)]);

interface Track {
  readonly type: string;
  readonly secret: string;
  /** Where its samples are, two in a chunk. */
  readonly chunks: readonly number[];
  readonly sampleSizes: readonly number[];
}

const trackOf = ({ type, secret, chunks, sampleSizes }: Track): Buffer =>
  box(
    "trak",
    box("tkhd", full(), times, new Uint8Array(72)),
    box(
      "mdia",
      box("mdhd", full(), times, new Uint8Array(12)),
      handler(type),
      box(
        "minf",
        box(
          "stbl",
          box("stsd", full(), number32(0)),
          box("stsz", full(), number32(0), number32(sampleSizes.length), ...sampleSizes.map(number32)),
          box("stsc", full(), number32(1), number32(1), number32(2), number32(1)),
          box("stco", full(), number32(chunks.length), ...chunks.map(number32)),
        ),
      ),
      box("udta", secret),
    ),
    box("meta", full(), secret),
  );

export interface FilmParts {
  /** Written wherever cameras write what they know. */
  readonly secret: string;
  /** Before what is filmed, as phones do not, or after it. */
  readonly tablesFirst?: boolean;
}

/** A film of a track of pictures, `picture` by `picture`, and a track of places. */
export function filmOf({ secret, tablesFirst = false }: FilmParts): {
  readonly bytes: Uint8Array;
  readonly pictures: string;
} {
  const [pictures, place] = ["picture-1picture-2picture-3", `@${secret}@`];
  const content = joined([place, place, "picture-1picture-2", place, "picture-3"]);
  const head = box("ftyp", "isom", number32(512), "isomiso2mp41");
  const sizes = [9, 9, 9];
  const movieWith = (start: number): Buffer => {
    const of = (offset: number): number => start + offset;
    const { length } = place;
    return box(
      "moov",
      box(
        "mvhd",
        full(1),
        new Uint8Array(4),
        number32(filmedAt),
        new Uint8Array(4),
        number32(filmedAt),
        new Uint8Array(80),
      ),
      trackOf({ type: "vide", secret, chunks: [of(2 * length), of(3 * length + 18)], sampleSizes: sizes }),
      trackOf({
        type: "meta",
        secret,
        chunks: [of(0), of(2 * length + 18)],
        sampleSizes: [length, length, length],
      }),
      box("udta", box("\u00a9xyz", secret), box("meta", secret)),
      longBox("uuid", new Uint8Array(16).fill(7), secret),
      box("meta", full(), secret),
    );
  };
  const filmed = longBox("mdat", content);
  const before = head.length + 16 + (tablesFirst ? movieWith(0).length : 0);
  const movie = movieWith(before);
  const fragment = box("moof", box("mfhd", full(), number32(1)), box("traf", box("udta", secret)));
  const told = box("uuid", new Uint8Array(16).fill(9), `<x:xmpmeta>${secret}`);
  const pieces = tablesFirst ? [head, movie, filmed, fragment, told] : [head, filmed, movie, fragment, told];
  return { bytes: new Uint8Array(Buffer.concat(pieces)), pictures };
}
