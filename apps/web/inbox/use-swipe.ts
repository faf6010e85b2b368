// Swipes of a row by a finger. `touch-action: pan-y` leaves scrolling to the browser, which then cancels the pointer.
import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import { mayBegin, swipeOf, type Swipe, type SwipeSide, type Touch } from "./swipe.ts";

interface Swipes {
  readonly sides: ReadonlySet<SwipeSide>;
  readonly act: (side: SwipeSide) => void;
}
type Moving = Extract<Swipe, { kind: "swipe" }>;
interface Finger {
  readonly pointerId: number;
  readonly from: Touch;
  readonly swipes: Swipes;
  swipe: Moving | null;
}

interface Handlers {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly onPointerCancel: () => void;
  readonly onClickCapture: (event: MouseEvent) => void;
}

/** @param swipesNow asked when a finger touches the row */
export function useSwipe(
  row: RefObject<HTMLElement | null>,
  swipesNow: () => Swipes,
): { readonly swipe: Pick<Moving, "side" | "armed"> | null; readonly handlers: Handlers } {
  const finger = useRef<Finger | null>(null);
  /** A swipe has ended, so its click is none. */
  const swallow = useRef(false);
  const [shown, setShown] = useState<Pick<Moving, "side" | "armed"> | null>(null);

  const follow = (swipe: Moving | null): void => {
    if (row.current !== null) row.current.style.translate = swipe === null ? "" : `${swipe.offsetPx}px`;
    setShown((before) =>
      swipe?.side === before?.side && swipe?.armed === before?.armed
        ? before
        : swipe && { side: swipe.side, armed: swipe.armed },
    );
  };
  const end = (): Moving | null => {
    const swipe = finger.current?.swipe ?? null;
    finger.current = null;
    if (swipe !== null) follow(null);
    return swipe;
  };

  return {
    swipe: shown,
    handlers: {
      onPointerDown: ({ pointerType, isPrimary, pointerId, clientX: x, clientY: y }) => {
        swallow.current = false;
        end();
        if (pointerType !== "touch" || !isPrimary || !mayBegin({ x, y }, { widthPx: innerWidth })) return;
        const swipes = swipesNow();
        if (swipes.sides.size > 0) finger.current = { pointerId, from: { x, y }, swipes, swipe: null };
      },
      onPointerMove: (event) => {
        const { current } = finger;
        if (current === null || event.pointerId !== current.pointerId) return;
        const isRightToLeft = getComputedStyle(event.currentTarget as Element).direction === "rtl";
        const room = { widthPx: innerWidth, isRightToLeft, sides: current.swipes.sides };
        const next = swipeOf(current.from, { x: event.clientX, y: event.clientY }, room, current.swipe !== null);
        if (next.kind === "not") finger.current = null;
        if (next.kind !== "swipe") return;
        if (current.swipe === null) row.current?.setPointerCapture(event.pointerId);
        current.swipe = next;
        follow(next);
      },
      onPointerUp: () => {
        const swipes = finger.current?.swipes;
        const swipe = end();
        if (swipe === null) return;
        swallow.current = true;
        if (swipe.armed) swipes?.act(swipe.side);
      },
      onPointerCancel: () => void end(),
      onClickCapture: (event) => {
        if (!swallow.current) return;
        swallow.current = false;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}
