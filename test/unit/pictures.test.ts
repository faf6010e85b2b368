// Pictures lose what they say beside the picture, and nothing of the picture.
import * as fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { pictureOf } from "../../durable-objects/files/pictures.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { isAnimated } from "../../workers/files/is-animated.ts";
import { jpegOf, pngOf, webpOf } from "../support/some-files.ts";

const secret = "52 Secret Street";
const drawn = () =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: { r: 200, g: 30, b: 60 } } })
    .composite([{ input: Buffer.from('<svg width="20" height="10"><rect width="20" height="10" fill="blue"/></svg>') }])
    .withExif({ IFD0: { Copyright: secret, ImageDescription: secret }, IFD3: { GPSLatitudeRef: "N" } })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="">${secret}</rdf:Description></rdf:RDF></x:xmpmeta>`,
    );
const formats = [
  ["image/jpeg", () => drawn().jpeg({ quality: 90 })],
  ["image/jpeg", () => drawn().jpeg({ progressive: true })],
  ["image/png", () => drawn().png()],
  ["image/webp", () => drawn().webp()],
  ["image/webp", () => drawn().webp({ lossless: true })],
] as const;
const pixelsOf = async (bytes: Uint8Array) => (await sharp(bytes).raw().toBuffer()).toString("hex");
const has = (bytes: Uint8Array, text: string): boolean => Buffer.from(bytes).includes(text);

describe("[FILE-4] a picture", () => {
  it.each(formats)("of the type %s keeps its pixels and its sides, and says nothing else", async (type, make) => {
    const whole = await make().toBuffer();
    expect(has(whole, secret)).toBe(true);
    const appended = Buffer.concat([whole, Buffer.from("<script>alert(1)</script>")]);
    const picture = pictureOf(appended, type);
    if (picture === null) throw new Error("no picture");
    expect([picture.width, picture.height]).toEqual([60, 40]);
    expect([has(picture.bytes, secret), has(picture.bytes, "script"), has(picture.bytes, "GPS")]).toEqual([
      false,
      false,
      false,
    ]);
    expect(await pixelsOf(picture.bytes)).toBe(await pixelsOf(whole));
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "that has to be turned (%i) still says so, and has the sides that are seen",
    async (orientation) => {
      for (const type of ["image/jpeg", "image/webp"] as const) {
        const whole = await drawn().withMetadata({ orientation })[type === "image/jpeg" ? "jpeg" : "webp"]().toBuffer();
        const picture = pictureOf(whole, type);
        if (picture === null) throw new Error("no picture");
        expect((await sharp(picture.bytes).metadata()).orientation ?? 1).toBe(orientation);
        // Browsers do not turn a WebP.
        const isTurned = type === "image/jpeg" && orientation >= 5;
        expect([picture.width, picture.height]).toEqual(isTurned ? [40, 60] : [60, 40]);
        expect(has(picture.bytes, secret)).toBe(false);
      }
    },
  );

  it("of the type GIF keeps its frames and loses its comments", async () => {
    const plain = await sharp({ create: { width: 8, height: 6, channels: 3, background: "red" } })
      .gif()
      .toBuffer();
    const at = plain.indexOf(0x2c, 13);
    const comment = Buffer.concat([Buffer.from([0x21, 0xfe, secret.length]), Buffer.from(secret), Buffer.from([0])]);
    const whole = Buffer.concat([plain.subarray(0, at), comment, plain.subarray(at), Buffer.from("PK")]);
    const picture = pictureOf(whole, "image/gif");
    expect(picture).toMatchObject({ width: 8, height: 6 });
    expect(Buffer.from(picture?.bytes ?? [])).toEqual(plain);
  });

  it("that says it is larger than what is shown as one, or is broken, is none", () => {
    for (const [width, height] of [
      [30_000, 30_000],
      [20_000, 1],
      [0, 10],
      [9_000, 9_000],
    ] as const)
      expect(pictureOf(jpegOf({ width, height }), "image/jpeg"), `${width} × ${height}`).toBeNull();
    expect(pictureOf(jpegOf({ width: 4, height: 3 }).subarray(0, 60), "image/jpeg")).toBeNull();
    expect(pictureOf(new TextEncoder().encode("<svg onload='alert(1)'/>"), "image/svg+xml")).toBeNull();
  });

  it("[AVATAR-1] that moves is known by what it must have, and of any bytes whatever it is told without an error", async () => {
    const still = await drawn().webp().toBuffer();
    const colours = await Promise.all(
      ["red", "blue"].map((background) =>
        sharp({ create: { width: 8, height: 8, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const frames = await sharp(colours, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect([isAnimated(still, "image/webp"), isAnimated(frames, "image/webp")]).toEqual([false, true]);
    for (const isMoving of [false, true]) {
      expect(isAnimated(webpOf(3, 3, { isMoving }), "image/webp")).toBe(isMoving);
      expect(isAnimated(pngOf(3, 3, { isMoving }), "image/png")).toBe(isMoving);
    }
    // One whose flag says nothing, though it has frames.
    const secretly = webpOf(3, 3, { isMoving: true });
    secretly[20] = 0;
    expect(isAnimated(secretly, "image/webp")).toBe(true);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom("image/png", "image/webp"), (bytes, type) => {
        expect(typeof isAnimated(bytes, type)).toBe("boolean");
      }),
      parametersOf(300),
    );
  });

  it("of any bytes whatever makes no error, and no picture that is larger than they are", async () => {
    const bases = await Promise.all(formats.map(async ([type, make]) => [type, await make().toBuffer()] as const));
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }),
        fc.nat(),
        ([type, base], changes, cut) => {
          const bytes = new Uint8Array(base.subarray(0, cut % 2 === 0 ? base.length : cut % base.length));
          for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
          const picture = pictureOf(bytes, type);
          // A turned picture may get an EXIF block of its own.
          expect(picture?.bytes.length ?? 0).toBeLessThanOrEqual(bytes.length + 40);
        },
      ),
      parametersOf(400),
    );
  });
});
