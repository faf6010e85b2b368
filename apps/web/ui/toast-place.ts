// Where notices stand: at the beginning of the main column, above the composer or the tab bar. The messages get as much space
// at their end as the notices take, so that the last one is never covered.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** Elements with this attribute are not covered: what is at the foot of the page. */
const floor = "[data-notice-floor]";
const marginPx = 12;

const isSeen = (element: Element): boolean => {
  const { left, right, width } = element.getBoundingClientRect();
  const isVisible = element.checkVisibility({ visibilityProperty: true });
  return isVisible && width > 0 && left < innerWidth - 1 && right > 1;
};

const seen = (selector: string): Element[] => [...document.querySelectorAll(selector)].filter(isSeen);

/** Moves the host to its place. @returns the elements on which the place depends */
function place(host: HTMLElement): readonly Element[] {
  const [main] = seen("main");
  const area = main?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
  const floors = seen(floor).filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < area.right && right > area.left;
  });
  const bottom = Math.min(innerHeight, area.bottom, ...floors.map((element) => element.getBoundingClientRect().top));
  host.style.setProperty("--toasts-left", `${area.left + marginPx}px`);
  host.style.setProperty("--toasts-right", `${innerWidth - area.right + marginPx}px`);
  host.style.setProperty("--toasts-bottom", `${innerHeight - bottom + marginPx}px`);
  const height = host.getBoundingClientRect().height;
  document.documentElement.style.setProperty("--list-inset-end", height === 0 ? "0px" : `${height + marginPx}px`);
  return main === undefined ? floors : [main, ...floors];
}

/** @param count how many notices are shown */
export function useToastPlace(host: RefObject<HTMLElement | null>, count: number): void {
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null || count === 0) return;
    const observer = new ResizeObserver(() => move());
    const move = (): void => {
      for (const part of place(element)) observer.observe(part);
    };
    observer.observe(element);
    move();
    addEventListener("resize", move);
    // Columns slide in one-column layouts.
    addEventListener("transitionend", move);
    return () => {
      observer.disconnect();
      removeEventListener("resize", move);
      removeEventListener("transitionend", move);
      document.documentElement.style.removeProperty("--list-inset-end");
    };
  }, [count]);
}
