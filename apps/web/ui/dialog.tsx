// A window over the page: the browser's own dialog keeps the focus inside, and Esc closes it.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { commonWords as t } from "./common-words.ts";
import { IconButton } from "./button.tsx";
import "./dialog.css";

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly onClose: () => void;
  /** Without a head: the title is only read aloud. */
  readonly bare?: boolean;
}

export function Dialog({ title, children, onClose, bare = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before anything is painted: the first key that is typed belongs to it.
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
        // Steps back out of the dialog only, not out of what is under it.
        if (event.key === "Escape") event.stopPropagation();
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        // Only the backdrop is the dialog itself.
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
