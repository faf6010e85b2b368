// Opens the menu of an element: by right click, long press, the menu key or Shift+F10.
import type { MenuPlace } from "./menu.tsx";

const longPressMs = 450;
const moveTolerancePx = 10;

interface Triggers {
  readonly onContextMenu: (event: MouseEvent) => void;
  readonly onTouchStart: (event: TouchEvent) => void;
  readonly onTouchMove: (event: TouchEvent) => void;
  readonly onTouchEnd: (event: TouchEvent) => void;
  readonly onTouchCancel: () => void;
}

/** The press in progress: there is one at a time. */
let press: { timer: ReturnType<typeof setTimeout>; x: number; y: number; opened: boolean } | null = null;

export function menuTriggers(open: (at: MenuPlace) => void): Triggers {
  const end = (): void => {
    if (press !== null) clearTimeout(press.timer);
    press = null;
  };
  return {
    onContextMenu: (event) => {
      // If text is selected, the browser's own menu is kept.
      if ((getSelection()?.toString() ?? "") !== "") return;
      event.preventDefault();
      end();
      // The keyboard gives no coordinates, so the menu opens at the middle of the element.
      const box = (event.currentTarget as Element).getBoundingClientRect();
      const byKey = event.clientX === 0 && event.clientY === 0;
      open(
        byKey ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: event.clientX, y: event.clientY },
      );
    },
    onTouchStart: (event) => {
      end();
      const touch = event.touches[0];
      if (touch === undefined || event.touches.length > 1) return;
      const { clientX: x, clientY: y } = touch;
      const timer = setTimeout(() => {
        if (press !== null) press.opened = true;
        open({ x, y });
      }, longPressMs);
      press = { timer, x, y, opened: false };
    },
    onTouchMove: (event) => {
      const touch = event.touches[0];
      if (press === null || touch === undefined) return;
      if (Math.hypot(touch.clientX - press.x, touch.clientY - press.y) > moveTolerancePx) end();
    },
    onTouchEnd: (event) => {
      // The press has opened the menu, so no click must follow.
      if (press?.opened === true) event.preventDefault();
      end();
    },
    onTouchCancel: end,
  };
}
