// Focuses an element when it is made. The `autofocus` attribute works only once per page.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

export function useAutoFocus(element: RefObject<HTMLElement | null>, wanted: boolean): void {
  useLayoutEffect(() => {
    // Without scrolling, because the pane may still be sliding in.
    if (wanted) element.current?.focus({ preventScroll: true });
  }, []);
}
