// The place of a sticker's picture in a conversation. Pure.
import type { Box } from "./fit-box.ts";

/** Of its longer side, however many pixels the picture has; and what is left of the other one at least. */
const sidePx = 160;
const leastPx = 48;

/** @param sides of the picture, in its own pixels */
export function stickerBox({ width = 1, height = 1 }: { readonly width?: number; readonly height?: number }): Box {
  const scale = sidePx / Math.max(width, height);
  const px = (side: number): number => Math.max(leastPx, Math.round(side * scale));
  return { widthPx: px(width), heightPx: px(height) };
}
