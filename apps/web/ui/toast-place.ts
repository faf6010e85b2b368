// Where notices stand: at the beginning of the main column, above the composer or the tab bar. The messages get as much space
// at their end as the notices take, so that the last one is never covered. While a dialog is open, they stand beside it.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** What is not covered: what stands at the foot of the page, the round button above it, and what opens above the composer. */
const floor = "[data-notice-floor], .icon-button-floating, .suggest, .emoji-picker";
const marginPx = 12;
/** A notice can be read at this width. */
const leastWidthPx = 200;

const isSeen = (element: Element): boolean => {
  const { left, right, width } = element.getBoundingClientRect();
  const isVisible = element.checkVisibility({ visibilityProperty: true });
  return isVisible && width > 0 && left < innerWidth - 1 && right > 1;
};

const seen = (selector: string): Element[] => [...document.querySelectorAll(selector)].filter(isSeen);

/** Distances from the edges of the window. */
interface Insets {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

/** Below the dialog, above it or before it; null: there is no room. */
function besideDialog(dialog: HTMLElement, heightPx: number): Insets | null {
  // Where it stands when it has come in.
  const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = dialog;
  const right = innerWidth - left - width;
  const neededPx = heightPx + 2 * marginPx;
  if (innerHeight - top - height >= neededPx) return { left, right, bottom: marginPx };
  if (top >= neededPx) return { left, right, bottom: innerHeight - marginPx - heightPx };
  if (left < leastWidthPx + 2 * marginPx) return null;
  return { left: marginPx, right: innerWidth - left + marginPx, bottom: marginPx };
}

/** Moves the host to its place. @returns the elements on which the place depends */
function place(host: HTMLElement): readonly Element[] {
  const [main] = seen("main");
  const area = main?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
  const floors = seen(floor).filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < area.right && right > area.left;
  });
  const bottom = Math.min(innerHeight, area.bottom, ...floors.map((element) => element.getBoundingClientRect().top));
  const dialog = host.closest("dialog");
  const height = host.getBoundingClientRect().height;
  const insets = (dialog === null ? null : besideDialog(dialog, height)) ?? {
    left: area.left + marginPx,
    right: innerWidth - area.right + marginPx,
    bottom: innerHeight - bottom + marginPx,
  };
  for (const [side, px] of Object.entries(insets)) host.style.setProperty(`--toasts-${side}`, `${px}px`);
  document.documentElement.style.setProperty("--list-inset-end", height === 0 ? "0px" : `${height + marginPx}px`);
  return [main, dialog, ...floors].filter((element) => element !== null && element !== undefined);
}

/** @param count how many notices are shown */
export function useToastPlace(host: RefObject<HTMLElement | null>, count: number): void {
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null || count === 0) return;
    let frame: number | null = null;
    const move = (): void => {
      frame = null;
      for (const part of place(element)) sizes.observe(part);
    };
    const moveSoon = (): void => void (frame ??= requestAnimationFrame(move));
    const sizes = new ResizeObserver(move);
    sizes.observe(element);
    // Whatever is not to be covered may come and go.
    const parts = new MutationObserver(moveSoon);
    parts.observe(document.body, { subtree: true, childList: true });
    move();
    addEventListener("resize", move);
    // Columns slide in one-column layouts.
    addEventListener("transitionend", move);
    return () => {
      sizes.disconnect();
      parts.disconnect();
      if (frame !== null) cancelAnimationFrame(frame);
      removeEventListener("resize", move);
      removeEventListener("transitionend", move);
      document.documentElement.style.removeProperty("--list-inset-end");
    };
  }, [count]);
}
