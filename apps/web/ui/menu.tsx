// A menu at a point of the page, with arrows, Home, End, first letters and Esc. See menu-triggers.ts for how it is opened.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { createPortal } from "preact/compat";
import { useLayer } from "../route/use-layer.ts";
import { spoken } from "../text/unknown-name.ts";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";
import "./menu.css";

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  /** Of several choices: whether this one is in force. */
  readonly checked?: boolean;
  readonly onSelect: () => void;
}

export interface MenuPlace {
  readonly x: number;
  readonly y: number;
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly at: MenuPlace;
  readonly onClose: () => void;
}

const marginPx = 8;

export function Menu({ label, items, at, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement);
  const close = useLayer(onClose);

  useLayoutEffect(() => {
    const element = menu.current;
    if (element === null) return;
    // Moved so that the whole menu is inside the window, also when more is offered later. Without the scale that it begins with.
    const { offsetWidth: width, offsetHeight: height } = element;
    const x = Math.max(marginPx, Math.min(at.x, innerWidth - width - marginPx));
    const y = at.y + height + marginPx > innerHeight ? Math.max(marginPx, at.y - height) : at.y;
    element.style.left = `${x}px`;
    element.style.top = `${y}px`;
  }, [at.x, at.y, items.length]);
  useLayoutEffect(() => menu.current?.querySelector("button")?.focus(), [at.x, at.y]);

  useLayoutEffect(
    () => () => {
      const isLost = document.activeElement === document.body || menu.current?.contains(document.activeElement);
      if (isLost === true && before.current instanceof HTMLElement) before.current.focus();
    },
    [],
  );

  useLayoutEffect(() => {
    // The item that had the focus is offered no more.
    if (document.activeElement === document.body) menu.current?.querySelector("button")?.focus();
  }, [items.length]);

  useEffect(() => {
    const closeOutside = (event: Event): void => {
      if (event.target instanceof Node && menu.current?.contains(event.target) !== true) close();
    };
    addEventListener("pointerdown", closeOutside, true);
    addEventListener("wheel", closeOutside, { capture: true, passive: true });
    addEventListener("resize", close);
    return () => {
      removeEventListener("pointerdown", closeOutside, true);
      removeEventListener("wheel", closeOutside, true);
      removeEventListener("resize", close);
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(menu.current?.querySelectorAll("button") ?? [])];
    const now = buttons.findIndex((button) => button === document.activeElement);
    const next = nextIndex(event.key, now, buttons);
    if (event.key === "Tab") close();
    else if (next !== null) buttons[next]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // A modal dialog covers the rest of the page, so a menu of a dialog has to be inside it.
  const host = before.current?.closest("dialog") ?? document.body;
  return createPortal(
    <div ref={menu} class="menu" role="menu" aria-label={spoken(label)} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role={item.checked === undefined ? "menuitem" : "menuitemradio"}
          aria-checked={item.checked}
          class={`menu-item${item.danger === true ? " menu-item-danger" : ""}`}
          onClick={() => {
            // Before the item acts: a dialog that it opens gives the focus back to where the menu was opened.
            if (before.current instanceof HTMLElement) before.current.focus();
            close();
            item.onSelect();
          }}
        >
          {item.icon !== undefined && <Icon name={item.icon} size={18} />}
          {spoken(item.label)}
          {item.checked === true && <Icon name="check" size={18} />}
        </button>
      ))}
    </div>,
    host,
  );
}

export function placeBelow(element: EventTarget | null): MenuPlace {
  if (!(element instanceof Element)) return { x: 0, y: 0 };
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom + 4 };
}

function nextIndex(key: string, now: number, buttons: readonly HTMLButtonElement[]): number | null {
  const count = buttons.length;
  switch (key) {
    case "ArrowDown":
      return (now + 1) % count;
    case "ArrowUp":
      return (now - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default: {
      if (key.length !== 1 || key === " ") return null;
      const order = [...buttons.keys()].map((step) => (now + 1 + step) % count);
      const found = order.find((at) => buttons[at]?.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
      return found ?? null;
    }
  }
}
