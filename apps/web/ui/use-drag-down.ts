// A panel that follows the finger downwards and closes when it is let go far enough below its place.
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";

/** Further than this closes. */
const closePx = 96;

export function useDragDown(panel: RefObject<HTMLElement | null>, onClose: () => void) {
  const startY = useRef<number | null>(null);
  const byPx = useRef(0);
  const follow = (px: number): void => {
    byPx.current = px;
    if (panel.current !== null) panel.current.style.translate = px === 0 ? "" : `0 ${px}px`;
  };
  const end = (): void => {
    if (startY.current !== null && byPx.current > closePx) onClose();
    startY.current = null;
    follow(0);
  };
  return {
    onPointerDown: (event: PointerEvent): void => {
      // A panel whose content is scrolled down is scrolled, not closed.
      const body = event.target instanceof Element ? event.target.closest(".sheet-body") : null;
      startY.current = event.pointerType === "touch" && (body?.scrollTop ?? 0) === 0 ? event.clientY : null;
    },
    onPointerMove: ({ clientY }: PointerEvent): void => {
      if (startY.current !== null) follow(Math.max(0, clientY - startY.current));
    },
    onPointerUp: end,
    onPointerCancel: (): void => {
      startY.current = null;
      follow(0);
    },
  };
}
