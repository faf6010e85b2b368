// Gives the focus to what was just made. The attribute of the same name works once a page: for the first that has it.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

export function useAutoFocus(element: RefObject<HTMLElement | null>, wanted: boolean): void {
  useLayoutEffect(() => {
    // What slides in must not be scrolled to.
    if (wanted) element.current?.focus({ preventScroll: true });
  }, []);
}
