// The square of a picture that was chosen, as a file that the server takes as an avatar.
import { newCanvas } from "../platform/canvas.ts";
import type { Crop } from "./crop-view.ts";

const sidePx = 512;
const mostBytes = 262_144;
/** From good to small: the first that is small enough is taken. */
const qualities = [0.9, 0.8, 0.65, 0.5];

/** Null: the browser cannot make it. */
export async function cutOut(picture: ImageBitmap, crop: Crop): Promise<Blob | null> {
  // Not every browser writes WebP, and gives a PNG then. JPEG has nothing that can be seen through.
  return (await drawn(picture, crop, "image/webp")) ?? (await drawn(picture, crop, "image/jpeg"));
}

async function drawn(picture: ImageBitmap, { left, top, side }: Crop, type: string): Promise<Blob | null> {
  const pixels = Math.max(1, Math.min(sidePx, Math.round(side)));
  const canvas = newCanvas(pixels, pixels);
  if (canvas === null) return null;
  const { context } = canvas;
  context.imageSmoothingQuality = "high";
  if (type === "image/jpeg") {
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, pixels, pixels);
  }
  context.drawImage(picture, left, top, side, side, 0, 0, pixels, pixels);
  for (const quality of qualities) {
    const blob = await canvas.toBlob(type, quality);
    if (blob?.type !== type) return null;
    if (blob.size <= mostBytes) return blob;
  }
  return null;
}
