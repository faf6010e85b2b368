// A sheet at the bottom of the page, for touch screens. The scrim, Esc, "back" and dragging down close it. The browser's
// `<dialog>` keeps the focus inside.
import type { ComponentChildren } from "preact";
import { createPortal } from "preact/compat";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useLayer } from "../route/use-layer.ts";
import { commonWords as t } from "./common-words.ts";
import { lift } from "./lift.ts";
import { useDragDown } from "./use-drag-down.ts";
import "./sheet.css";

interface SheetProps {
  readonly label: string;
  /** The element that the sheet is about. A copy of it stays above the scrim. */
  readonly lifted?: HTMLElement;
  readonly onClose: () => void;
  readonly children: (close: () => void) => ComponentChildren;
}

export function Sheet({ label, lifted, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  /** Where the last press on the sheet began. The finger that opened it is still down, and means nothing when it is lifted. */
  const pressed = useRef<"nothing" | "panel" | "scrim">("nothing");
  const close = useLayer(onClose);
  const drag = useDragDown(panel, close);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null || panel.current === null) return;
    const before = document.activeElement;
    element.showModal();
    panel.current.querySelector<HTMLElement>(".sheet-body button")?.focus({ preventScroll: true });
    const body = panel.current.querySelector(".sheet-body");
    body?.classList.toggle("sheet-scrolls", body.scrollHeight > body.clientHeight);
    // Where it will stand: it is still on its way up.
    if (lifted !== undefined) element.prepend(lift(lifted, panel.current.offsetTop));
    return () => {
      element.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const isScrim = (target: EventTarget | null): boolean =>
    target instanceof Node && panel.current?.contains(target) === false;
  // Not inside what it is about, whose copy would contain it.
  return createPortal(
    <dialog
      ref={dialog}
      class="sheet"
      aria-label={label}
      onCancel={(event) => {
        // Not by Esc, which the page sees first, but by a phone's gesture.
        event.preventDefault();
        close();
      }}
      onPointerDown={({ target }) => (pressed.current = isScrim(target) ? "scrim" : "panel")}
      onClickCapture={(event) => {
        // A click by keyboard has no detail.
        if (pressed.current === "nothing" && event.detail > 0) event.stopPropagation();
        else if (pressed.current === "scrim" && isScrim(event.target)) close();
      }}
    >
      <div ref={panel} class="sheet-panel" {...drag}>
        <button type="button" class="sheet-grip" aria-label={t("close")} onClick={close} />
        <div class="sheet-body">{children(close)}</div>
      </div>
    </dialog>,
    document.body,
  );
}
