// Films and pictures of items lose what they say beside what they show, where it is; nothing else moves.
import * as fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { blanked } from "../../durable-objects/files/blanks.ts";
import { sniffedBytes, sniffedType } from "../../durable-objects/files/sniff.ts";
import { TopBoxes } from "../../durable-objects/files/top-boxes.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { box, filmedAt, filmOf, number32 } from "../support/some-films.ts";

const secret = "48.8584,+002.2945/52 Secret Street";

function chunksOf(bytes: Uint8Array, ends: readonly number[]): readonly Uint8Array[] {
  const places = [0, ...ends.map((end) => end % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

/** As the object of a file does it: read once, and written once more. */
function cleaned(bytes: Uint8Array, mimeType: string, ends: readonly number[] = []): Uint8Array {
  const boxes = new TopBoxes();
  const chunks = chunksOf(bytes, ends);
  for (const chunk of chunks) boxes.take(chunk);
  const blanks = boxes.blanks(mimeType);
  let at = 0;
  const written = chunks.map((chunk) => {
    const done = blanked(chunk, at, blanks);
    at += chunk.length;
    return done;
  });
  return new Uint8Array(Buffer.concat(written));
}

const has = (bytes: Uint8Array, text: string | Uint8Array): boolean => Buffer.from(bytes).includes(text);
const typesOf = (bytes: Uint8Array): readonly string[] => {
  const types: string[] = [];
  const view = Buffer.from(bytes);
  for (let at = 0; at < view.length;) {
    const size = view.readUInt32BE(at);
    types.push(view.subarray(at + 4, at + 8).toString("latin1"));
    at += size === 1 ? Number(view.readBigUInt64BE(at + 8)) : size;
  }
  return types;
};

describe("[FILE-12] a film", () => {
  it.each([false, true])(
    "loses its places, times and texts, wherever its bytes are cut (tables first: %s)",
    (tablesFirst) => {
      const { bytes } = filmOf({ secret, tablesFirst });
      expect([has(bytes, secret), has(bytes, number32(filmedAt))]).toEqual([true, true]);
      fc.assert(
        fc.property(fc.array(fc.nat(5_000), { maxLength: 30 }), (ends) => {
          const clean = cleaned(bytes, "video/mp4", ends);
          expect(clean.length).toBe(bytes.length);
          expect([has(clean, secret), has(clean, number32(filmedAt)), has(clean, "xmpmeta")]).toEqual([
            false,
            false,
            false,
          ]);
          expect(has(clean, "picture-1picture-2")).toBe(true);
          expect(has(clean, "picture-3")).toBe(true);
        }),
        parametersOf(200),
      );
    },
  );

  it("keeps its other boxes where they are, and the type that is found in it", async () => {
    const { bytes } = filmOf({ secret });
    const clean = cleaned(bytes, "video/mp4");
    expect(typesOf(bytes)).toEqual(["ftyp", "mdat", "moov", "moof", "uuid"]);
    expect(typesOf(clean)).toEqual(["ftyp", "mdat", "moov", "moof", "free"]);
    expect(await sniffedType(clean.subarray(0, sniffedBytes))).toBe("video/mp4");
  });

  it("of sound alone, or what only begins like one, stays as it is", () => {
    const { bytes } = filmOf({ secret });
    expect(cleaned(bytes, "audio/mp4")).toEqual(bytes);
    expect(cleaned(bytes, "application/pdf")).toEqual(bytes);
    const text = new TextEncoder().encode("moov and udta are four letters each".repeat(40));
    expect(cleaned(text, "video/mp4")).toEqual(text);
  });

  it("that is broken, or made to hurt, is read to its end, and keeps its length", () => {
    const nested = (depth: number): Buffer => {
      const bytes = Buffer.alloc(depth * 8);
      for (let at = 0; at < depth; at++) {
        bytes.writeUInt32BE((depth - at) * 8, at * 8);
        bytes.write("trak", at * 8 + 4);
      }
      return bytes;
    };
    const deep = Buffer.concat([box("ftyp", "isom", number32(0)), box("moov", nested(100_000))]);
    expect(cleaned(deep, "video/mp4").length).toBe(deep.length);
    const words = Array.from({ length: 60_000 }, () => box("udta", "x"));
    const many = Buffer.concat([box("ftyp", "isom", number32(0)), box("moov", ...words)]);
    expect(cleaned(many, "video/mp4").length).toBe(many.length);
    const { bytes } = filmOf({ secret });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        fc.nat(bytes.length),
        (changes, end) => {
          const broken = bytes.slice(0, end);
          for (const [at, value] of changes) broken[at] = value;
          for (const type of ["video/mp4", "image/avif"]) expect(cleaned(broken, type, [100, 200]).length).toBe(end);
        },
      ),
      parametersOf(500),
    );
  });
});

describe("[FILE-12] a picture of items (HEIC, AVIF)", () => {
  it("keeps its pixels, and says nothing else", async () => {
    const whole = await sharp({ create: { width: 60, height: 40, channels: 3, background: { r: 200, g: 30, b: 60 } } })
      .withExif({ IFD0: { Copyright: secret } })
      .withXmp(
        `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="">${secret}</rdf:Description></rdf:RDF></x:xmpmeta>`,
      )
      .avif()
      .toBuffer();
    expect(has(whole, secret)).toBe(true);
    const type = await sniffedType(whole.subarray(0, sniffedBytes));
    expect(type).toBe("image/avif");
    const clean = cleaned(whole, type, [10, 100, 300]);
    expect([clean.length, has(clean, secret), has(clean, "xmpmeta")]).toEqual([whole.length, false, false]);
    expect(await sharp(clean).raw().toBuffer()).toEqual(await sharp(whole).raw().toBuffer());
  });
});
