// A finger's way over the viewer: sideways to the next picture, down or up to close it.

interface SwipeOptions {
  /** Nothing is zoomed: a finger that moves would else move the picture. */
  readonly isFree: () => boolean;
  readonly onSwipe: (to: "next" | "previous" | "close") => void;
  /** A press that went nowhere. */
  readonly onPress: (event: PointerEvent) => void;
}

const sidewaysPx = 56;
const upDownPx = 96;
const stillPx = 6;

let began: { readonly id: number; readonly x: number; readonly y: number } | null = null;
let fingers = 0;

/** What pointers do to an element, before anything in it sees them. */
export const swipeOf = ({ isFree, onSwipe, onPress }: SwipeOptions) => ({
  onPointerDownCapture: ({ pointerId: id, clientX: x, clientY: y }: PointerEvent): void => {
    fingers += 1;
    // Two of them zoom.
    began = fingers > 1 ? null : { id, x, y };
  },
  onPointerUpCapture: (event: PointerEvent): void => {
    fingers = Math.max(0, fingers - 1);
    const from = began;
    began = null;
    if (from === null || from.id !== event.pointerId) return;
    const [right, down] = [event.clientX - from.x, event.clientY - from.y];
    if (Math.abs(right) < stillPx && Math.abs(down) < stillPx) return onPress(event);
    if (event.pointerType === "mouse" || !isFree()) return;
    if (Math.abs(right) > sidewaysPx && Math.abs(right) > 2 * Math.abs(down)) onSwipe(right < 0 ? "next" : "previous");
    else if (Math.abs(down) > upDownPx && Math.abs(down) > 2 * Math.abs(right)) onSwipe("close");
  },
  onPointerCancelCapture: (): void => {
    fingers = Math.max(0, fingers - 1);
    began = null;
  },
});
