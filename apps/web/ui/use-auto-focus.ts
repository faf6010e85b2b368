// Focuses an element when it is made. The `autofocus` attribute works only once per page.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** @param wanted `if lost`: only if nothing else has the focus */
export function useAutoFocus(element: RefObject<HTMLElement | null>, wanted: boolean | "if lost"): void {
  useLayoutEffect(() => {
    if (!wanted || element.current === null) return;
    if (wanted === "if lost" && document.activeElement !== document.body) return;
    // A dialog around it is shown after this, and then looks for the attribute.
    element.current.autofocus = true;
    // Without scrolling, because the pane may still be sliding in.
    element.current.focus({ preventScroll: true });
  }, []);
}
