// How large the previews of a picture are. Pure.

interface Sides {
  readonly width: number;
  readonly height: number;
}

/** As the server takes pictures that are shown as such: more is a file to save. */
const mostPixels = 50_000_000;
const mostSide = 16_384;
const mostImageBytes = 33_554_432;
export const mostPreviewBytes = 524_288;

export const isShowable = ({ width, height }: Sides, bytes: number): boolean =>
  width * height <= mostPixels && Math.max(width, height) <= mostSide && bytes <= mostImageBytes;

/** As the server takes the picture of a sticker. */
export const mostStickerSide = 512;
const mostStickerBytes = 524_288;
const stickerTypes: ReadonlySet<string> = new Set(["image/png", "image/webp", "image/gif", "image/jpeg"]);

export const fitsSticker = (
  { width, height }: Sides,
  { size, type }: { readonly size: number; readonly type: string },
): boolean => Math.max(width, height) <= mostStickerSide && size <= mostStickerBytes && stickerTypes.has(type);

/** The largest that fits into a square of so many pixels; no larger than the picture. */
export function within(sides: Sides, squarePx: number): Sides {
  const scale = Math.min(1, squarePx / Math.max(sides.width, sides.height));
  return {
    width: Math.max(1, Math.round(sides.width * scale)),
    height: Math.max(1, Math.round(sides.height * scale)),
  };
}

/** Which previews are worth making: a picture that fits is its own preview. */
export const previewsFor = (sides: Sides): readonly ("320" | "1280")[] =>
  (["320", "1280"] as const).filter((size) => Math.max(sides.width, sides.height) > Number(size));

/** Of a film, which is no picture of itself. */
export const postersFor = (sides: Sides): readonly ("320" | "1280")[] =>
  Math.max(sides.width, sides.height) > 320 ? ["320", "1280"] : ["320"];
