// A finger that moves sideways over a row: from where on it is a swipe, how far the row follows, and when it acts. Pure.

export type SwipeSide = "start" | "end";

export interface Touch {
  readonly x: number;
  readonly y: number;
}

interface SwipeRoom {
  /** Of the window. */
  readonly widthPx: number;
  readonly isRightToLeft: boolean;
  /** Towards which sides there is something to do. */
  readonly sides: ReadonlySet<SwipeSide>;
}

export type Swipe =
  /** Too short to tell. */
  | { readonly kind: "waiting" }
  /** It scrolls, or there is nothing to do: never a swipe any more. */
  | { readonly kind: "not" }
  /** `offsetPx`: to the right. `armed`: it acts when the finger leaves. */
  | { readonly kind: "swipe"; readonly side: SwipeSide; readonly offsetPx: number; readonly armed: boolean };

/** The browser's own gestures begin at the edges of the window. */
const edgePx = 24;
const decidedPx = 10;
const armedPx = 72;
/** Beyond the point where it acts, the row follows by this part only. */
const resistance = 0.25;

export const mayBegin = ({ x }: Touch, { widthPx }: Pick<SwipeRoom, "widthPx">): boolean =>
  x >= edgePx && x <= widthPx - edgePx;

/** @param isSwipe whether it was found to be one before: from then on it stays one, and may go back to nothing */
export function swipeOf(from: Touch, to: Touch, { isRightToLeft, sides }: SwipeRoom, isSwipe: boolean): Swipe {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const side: SwipeSide = dx > 0 === isRightToLeft ? "start" : "end";
  if (!isSwipe) {
    if (Math.hypot(dx, dy) < decidedPx) return { kind: "waiting" };
    if (Math.abs(dx) < 1.5 * Math.abs(dy) || !sides.has(side)) return { kind: "not" };
  }
  if (!sides.has(side)) return { kind: "swipe", side, offsetPx: 0, armed: false };
  const past = Math.max(0, Math.abs(dx) - armedPx);
  const offsetPx = Math.sign(dx) * (Math.min(Math.abs(dx), armedPx) + past * resistance);
  return { kind: "swipe", side, offsetPx, armed: Math.abs(dx) >= armedPx };
}
