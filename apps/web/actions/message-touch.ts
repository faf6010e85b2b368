// Listens to the finger on a message. There is one at a time, so rows need no state of their own before it comes.
import { TouchGesture, type GesturePorts } from "./touch-gesture.ts";

export type SwipeState = "none" | "swiped" | "armed";

export interface TouchPorts {
  readonly onLongPress: (row: HTMLElement) => void;
  readonly onSwipe: (state: SwipeState) => void;
  /** Null: nobody can reply, and the message does not follow the finger. */
  readonly onReply: (() => void) | null;
}

/** The device trembles once when letting go would reply. */
const hapticMs = 8;
let gesture: TouchGesture | null = null;
let isDown = false;

/** A finger is on a message. */
export const isTouched = (): boolean => isDown;

export const messageTouch = (ports: () => TouchPorts) => ({
  onPointerMove: (event: PointerEvent): void => {
    if (isDown && event.currentTarget instanceof HTMLElement) gesture?.move(fingerOf(event, event.currentTarget));
  },
  onPointerUp: (): void => {
    isDown = false;
    gesture?.up();
  },
  onPointerCancel: (): void => {
    isDown = false;
    gesture?.cancel();
  },
  onPointerDown: (event: PointerEvent): void => {
    const row = event.currentTarget;
    gesture = null;
    if (event.pointerType !== "touch" || !event.isPrimary || !(row instanceof HTMLElement)) return;
    isDown = true;
    gesture = new TouchGesture(gesturePorts(row, ports()));
    gesture.down(fingerOf(event, row), innerWidth);
  },
  onClickCapture: (event: MouseEvent): void => {
    // The finger has opened the sheet or replied: the link under it is not meant.
    if (gesture?.isSpent !== true) return;
    gesture = null;
    event.preventDefault();
    event.stopPropagation();
  },
});

function gesturePorts(row: HTMLElement, { onLongPress, onSwipe, onReply }: TouchPorts): GesturePorts {
  let was: SwipeState = "none";
  return {
    setTimer: (run, afterMs) => {
      const timer = setTimeout(run, afterMs);
      return () => clearTimeout(timer);
    },
    onLongPress: () => onLongPress(row),
    onReply: () => onReply?.(),
    onSwipe: (px, armed) => {
      if (onReply === null) return;
      row.style.setProperty("--swipe", `${px * directionOf(row)}px`);
      const state = armed ? "armed" : px > 0 ? "swiped" : "none";
      if (state === was) return;
      // Not on all platforms.
      if (state === "armed" && "vibrate" in navigator) navigator.vibrate(hapticMs);
      was = state;
      onSwipe(state);
    },
  };
}

const directionOf = (row: Element): 1 | -1 => (getComputedStyle(row).direction === "rtl" ? -1 : 1);

/** `x` along the line of the language. */
const fingerOf = ({ clientX, clientY }: PointerEvent, row: Element) => ({
  x: directionOf(row) === 1 ? clientX : innerWidth - clientX,
  y: clientY,
});
