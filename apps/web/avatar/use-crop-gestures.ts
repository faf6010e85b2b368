// Fingers, mouse, wheel and keys that move and zoom what is in a window. Own code: Panzoom asks the layout between two frames how
// far it may go, so that two events of one frame lead beyond the picture.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { WindowPoint } from "./crop-view.ts";

export interface CropGestures {
  /** In parts of the window. */
  readonly move: (by: WindowPoint) => void;
  /** @param at the place of the window that stays */
  readonly zoomBy: (factor: number, at: WindowPoint) => void;
}

const middle: WindowPoint = { x: 0, y: 0 };
const keyZoom = 1.15;
const [step, largeStep] = [0.05, 0.25];

/** What the key does; null: nothing here. */
function actOf({ key, shiftKey }: KeyboardEvent, { move, zoomBy }: CropGestures): (() => void) | null {
  const far = shiftKey ? largeStep : step;
  switch (key) {
    case "ArrowLeft":
      return () => move({ x: -far, y: 0 });
    case "ArrowRight":
      return () => move({ x: far, y: 0 });
    case "ArrowUp":
      return () => move({ x: 0, y: -far });
    case "ArrowDown":
      return () => move({ x: 0, y: far });
    case "+":
    case "=":
      return () => zoomBy(keyZoom, middle);
    case "-":
    case "−":
    case "_":
      return () => zoomBy(1 / keyZoom, middle);
    default:
      return null;
  }
}

export function useCropGestures(frame: RefObject<HTMLElement | null>, gestures: CropGestures): void {
  const current = useRef(gestures);
  current.current = gestures;
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const pointers = new Map<number, PointerEvent>();
    const over = new AbortController();
    const { signal } = over;
    const placeOf = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): WindowPoint => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: (clientX - left) / width - 0.5, y: (clientY - top) / height - 0.5 };
    };
    const onDown = (event: PointerEvent): void => {
      if (event.pointerType === "mouse" && event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, event);
    };
    const onMove = (event: PointerEvent): void => {
      if (!pointers.has(event.pointerId)) return;
      const before = spanOf([...pointers.values()].map(placeOf));
      pointers.set(event.pointerId, event);
      const after = spanOf([...pointers.values()].map(placeOf));
      current.current.move({ x: after.at.x - before.at.x, y: after.at.y - before.at.y });
      if (before.length > 0 && after.length > 0) current.current.zoomBy(after.length / before.length, after.at);
    };
    const onEnd = ({ pointerId }: PointerEvent): void => void pointers.delete(pointerId);
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      // Fingers on a touchpad come as a wheel with Ctrl, in small steps.
      current.current.zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), placeOf(event));
    };
    const onKey = (event: KeyboardEvent): void => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? null : actOf(event, current.current);
      if (act === null) return;
      event.preventDefault();
      act();
    };
    element.addEventListener("pointerdown", onDown, { signal });
    element.addEventListener("pointermove", onMove, { signal });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"] as const)
      element.addEventListener(end, onEnd, { signal });
    element.addEventListener("wheel", onWheel, { signal, passive: false });
    element.addEventListener("keydown", onKey, { signal });
    return () => over.abort();
  }, []);
}

/** The middle of the fingers, and how far apart the first two are; 0: there is one. */
function spanOf(points: readonly WindowPoint[]): { readonly at: WindowPoint; readonly length: number } {
  const [one = middle, other = one] = points;
  return {
    at: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
    length: Math.hypot(one.x - other.x, one.y - other.y),
  };
}
