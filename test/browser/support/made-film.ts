// A film that Chromium plays: one picture, which the browser has drawn, for two seconds. A WebP without alpha is a frame of VP8,
// and WebM (webmproject.org/docs/container) is a few elements around it.
import type { Page } from "playwright-core";
import { drawnPicture } from "./drawn-picture.ts";

const filmMs = 2_000;

export async function madeFilm(page: Page, width: number, height: number): Promise<Buffer> {
  return webmOf(frameIn(await drawnPicture(page, width, height, "image/webp")), width, height);
}

/** The chunk `VP8 ` of a WebP. */
function frameIn(webp: Buffer): Buffer {
  const at = webp.indexOf("VP8 ");
  if (at < 0) throw new Error("no frame of VP8");
  const from = at + 8;
  return webp.subarray(from, from + webp.readUInt32LE(at + 4));
}

/** An element of EBML: its id, its length in eight bytes, its content. */
function element(id: string, ...content: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(content);
  const length = Buffer.alloc(8);
  length.writeUInt32BE(0x01_00_00_00, 0);
  length.writeUInt32BE(whole.length, 4);
  return Buffer.concat([Buffer.from(id, "hex"), length, whole]);
}

const number = (value: number): Buffer => Buffer.from(value.toString(16).padStart(4, "0"), "hex");
const text = (value: string): Buffer => Buffer.from(value, "latin1");

function webmOf(frame: Buffer, width: number, height: number): Buffer {
  const duration = Buffer.alloc(8);
  duration.writeDoubleBE(filmMs);
  // Of track 1, so many ms after the beginning; 0x80: a frame that needs no other.
  const blockAt = (atMs: number): Buffer =>
    element("a3", Buffer.from([0x81]), number(atMs), Buffer.from([0x80]), frame);
  const video = element("e0", element("b0", number(width)), element("ba", number(height)));
  const track = element(
    "ae",
    element("d7", number(1)),
    element("73c5", number(1)),
    element("83", number(1)),
    element("86", text("V_VP8")),
    video,
  );
  return Buffer.concat([
    element("1a45dfa3", element("4282", text("webm")), element("4287", number(4)), element("4285", number(2))),
    element(
      "18538067",
      element("1549a966", element("2ad7b1", Buffer.from("0f4240", "hex")), element("4489", duration)),
      element("1654ae6b", track),
      element("1f43b675", element("e7", number(0)), ...[0, 500, 1_000, 1_500].map(blockAt)),
    ),
  ]);
}
