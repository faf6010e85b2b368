// What goes with a picture: its sides as it is seen, smaller pictures of it, and a blurred one of a few bytes.
import type { PreviewSize } from "@klatch/sdk";
import { rgbaToThumbHash } from "thumbhash";
import { newCanvas } from "../platform/canvas.ts";
import { isShowable, mostPreviewBytes, previewsFor, within } from "./preview-sizes.ts";
import type { Prepared } from "./prepared.ts";

const hashSidePx = 96;
/** From good to small: the first that is small enough is taken. */
const qualities = [0.82, 0.7, 0.55, 0.4];

/** Null: it is no picture that can be shown. */
export async function preparePicture(file: Blob): Promise<Prepared | null> {
  // Turned as its orientation says.
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return null;
  try {
    const { width, height } = bitmap;
    if (!isShowable(bitmap, file.size)) return null;
    const previews = await previewsOf({ source: bitmap, width, height, type: file.type }, previewsFor(bitmap));
    const thumbhash = hashOf(bitmap, bitmap);
    return { as: "image", words: { width, height, ...(thumbhash !== null && { thumbhash }) }, previews };
  } finally {
    bitmap.close();
  }
}

interface Drawn {
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  /** Of the file that it is out of. */
  readonly type: string;
}

/** One that the browser cannot make is left out. */
export async function previewsOf(drawn: Drawn, sizes: readonly PreviewSize[]): Promise<Prepared["previews"]> {
  const previews: { [Size in PreviewSize]?: Blob } = {};
  for (const size of sizes) {
    const preview = await smaller(drawn, Number(size));
    if (preview !== null) previews[size] = preview;
  }
  return previews;
}

/** Null: the browser cannot make it small enough. */
export async function smaller({ source, type, ...sides }: Drawn, squarePx: number): Promise<Blob | null> {
  const { width, height } = within(sides, squarePx);
  const canvas = newCanvas(width, height);
  if (canvas === null) return null;
  // What may be seen through has no JPEG. Not every browser writes WebP; then it is a PNG.
  const seesThrough = type === "image/png" || type === "image/webp" || type === "image/gif";
  canvas.context.imageSmoothingQuality = "high";
  canvas.context.drawImage(source, 0, 0, width, height);
  for (const quality of qualities) {
    const blob = await canvas.toBlob(seesThrough ? "image/webp" : "image/jpeg", quality);
    if (blob !== null && blob.size <= mostPreviewBytes) return blob;
  }
  return null;
}

/** As base64; null: the browser does not tell the pixels. */
export function hashOf(
  picture: CanvasImageSource,
  sides: { readonly width: number; readonly height: number },
): string | null {
  const { width, height } = within(sides, hashSidePx);
  const canvas = newCanvas(width, height);
  if (canvas === null) return null;
  canvas.context.drawImage(picture, 0, 0, width, height);
  const hash = rgbaToThumbHash(width, height, canvas.context.getImageData(0, 0, width, height).data);
  return btoa(String.fromCharCode(...hash));
}
