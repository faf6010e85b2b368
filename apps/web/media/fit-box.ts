// The place of a picture in a conversation, known before any of its bytes: nothing moves when it comes. Pure.

export interface Box {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The largest and the smallest picture in a bubble. What is longer or wider than that is cut off at its edges. */
const most: Box = { widthPx: 360, heightPx: 420 };
const least: Box = { widthPx: 140, heightPx: 72 };

/** The same of a sticker, of which all is seen. There is room for how far it is on its way. */
const mostSticker: Box = { widthPx: 160, heightPx: 160 };
const leastSticker: Box = { widthPx: 88, heightPx: 48 };

interface Sides {
  readonly width: number;
  readonly height: number;
}

/** @param sides of the picture, in its own pixels @param freePx the width that there is */
export const fitBox = (sides: Sides, freePx = most.widthPx): Box =>
  boxOf(sides, { ...most, widthPx: Math.max(least.widthPx, Math.min(most.widthPx, freePx)) }, least);

/** @param sides as the content of a sticker says them */
export const stickerBox = ({ width = 1, height = 1 }: { readonly [Side in keyof Sides]?: number }): Box =>
  boxOf({ width, height }, mostSticker, leastSticker);

/** No larger than the picture itself, unless that is tiny. */
function boxOf({ width, height }: Sides, highest: Box, lowest: Box): Box {
  const scale = Math.min(highest.widthPx / width, highest.heightPx / height, 1);
  const within = (px: number, side: keyof Box): number =>
    Math.round(Math.max(lowest[side], Math.min(px, highest[side])));
  return { widthPx: within(width * scale, "widthPx"), heightPx: within(height * scale, "heightPx") };
}
