// The place of a picture in a conversation, known before any of its bytes: nothing moves when it comes. Pure.

export interface Box {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The largest and the smallest picture in a bubble. What is longer or wider than that is cut off at its edges. */
const most: Box = { widthPx: 360, heightPx: 420 };
const least: Box = { widthPx: 140, heightPx: 72 };

/** @param sides of the picture, in its own pixels @param freePx the width that there is */
export function fitBox(sides: { readonly width: number; readonly height: number }, freePx = most.widthPx): Box {
  const maxWidthPx = Math.max(least.widthPx, Math.min(most.widthPx, freePx));
  const scale = Math.min(maxWidthPx / sides.width, most.heightPx / sides.height, 1);
  const within = (px: number, lowest: number, highest: number): number =>
    Math.round(Math.max(lowest, Math.min(px, highest)));
  return {
    widthPx: within(sides.width * scale, least.widthPx, maxWidthPx),
    heightPx: within(sides.height * scale, least.heightPx, most.heightPx),
  };
}
