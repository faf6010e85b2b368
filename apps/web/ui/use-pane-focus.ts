// Keyboard users continue from the heading of a pane that opens, and where they were when it closes.
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** @returns the ref of the pane's heading */
export function usePaneFocus(): RefObject<HTMLHeadingElement | null> {
  const head = useRef<HTMLHeadingElement>(null);
  // A layout effect, because a later one may come after the next key.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const pane = head.current?.closest("section");
    if (pane?.contains(before) === true) return;
    head.current?.focus({ preventScroll: true });
    return () => {
      const isLost = document.activeElement === document.body || pane?.contains(document.activeElement) === true;
      if (isLost && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return head;
}
