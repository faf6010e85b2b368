// Makes a sticker of a picture: the file itself where the server takes it, else a picture of it, which stands still.
import { isMovingPng } from "../media/is-moving.ts";
import { smaller } from "./prepare-picture.ts";
import { fitsSticker, mostStickerSide, within } from "./preview-sizes.ts";
import type { StickerFile } from "./tray-model.ts";

/** Null: this browser cannot. */
export async function prepareSticker(file: File): Promise<StickerFile | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return null;
  try {
    const { width, height } = bitmap;
    if (fitsSticker(bitmap, file) && !(await isMovingPng(file))) return { file, width, height };
    // As a picture that may be seen through; and as small as a preview, which may have as many bytes.
    const made = await smaller({ source: bitmap, width, height, type: "image/webp" }, mostStickerSide);
    return made && { file: new File([made], file.name, { type: made.type }), ...within(bitmap, mostStickerSide) };
  } finally {
    bitmap.close();
  }
}
