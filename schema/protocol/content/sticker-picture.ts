// The picture of a sticker: a content says all of it, or has none. Pure, without shapes.
import type { FileId } from "../files.ts";

/** `size` in bytes, `width` and `height` in pixels; `mimeType` as the server found it. */
export interface StickerPicture {
  readonly fileId: FileId;
  readonly size: number;
  readonly mimeType: string;
  readonly width: number;
  readonly height: number;
}

/** Null: the sticker is its emoji. */
export function stickerPicture({
  fileId,
  size,
  mimeType,
  width,
  height,
}: {
  readonly [Field in keyof StickerPicture]?: StickerPicture[Field] | undefined;
}): StickerPicture | null {
  if (fileId === undefined || size === undefined || mimeType === undefined) return null;
  return width === undefined || height === undefined ? null : { fileId, size, mimeType, width, height };
}
