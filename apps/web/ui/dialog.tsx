// A modal dialog. The browser's `<dialog>` keeps the focus inside, and Esc closes it.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { commonWords as t } from "./common-words.ts";
import { IconButton } from "./button.tsx";
import "./dialog.css";

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly onClose: () => void;
  /** Shows no header: the title is for screen readers only. */
  readonly bare?: boolean;
}

export function Dialog({ title, children, onClose, bare = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // A layout effect, so that the dialog gets even the first key that is typed.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null || element.open) return;
    const before = document.activeElement;
    element.showModal();
    return () => {
      element.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog${bare ? " dialog-bare" : ""}`}
      aria-labelledby={id}
      onKeyDown={(event) => {
        // Esc closes the dialog only, not the pane under it.
        if (event.key === "Escape") event.stopPropagation();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        // The event's target is the dialog itself only on the backdrop.
        if (event.target === dialog.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header class={bare ? "visually-hidden" : "dialog-head"}>
          <h2 id={id}>{title}</h2>
          {!bare && <IconButton icon="close" label={t("close")} onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  );
}
