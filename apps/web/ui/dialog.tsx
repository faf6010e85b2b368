// A modal dialog. The browser's `<dialog>` keeps the focus inside, and Esc closes it.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { commonWords as t } from "./common-words.ts";
import { close as closePlace } from "../route/navigation.ts";
import { useLayer } from "../route/use-layer.ts";
import { IconButton } from "./button.tsx";
import { NamedText } from "./named-text.tsx";
import "./dialog.css";

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Shows no header: the title is for screen readers only. */
  readonly bare?: boolean;
  /** It stands beside this, and the page stays visible: a card about what was pressed there. */
  readonly beside?: DOMRect;
}

/** Closed by Esc, ×, a click beside it and the browser's "back", each of which closes nothing else. */
export function Dialog(props: DialogProps & ({ readonly onClose: () => void } | { readonly isPlace: true })) {
  return "isPlace" in props ? <DialogBox {...props} onClose={closePlace} /> : <LayerDialog {...props} />;
}

/** A dialog without an address of its own. */
function LayerDialog(props: DialogProps & { readonly onClose: () => void }) {
  const close = useLayer(props.onClose);
  return <DialogBox {...props} onClose={close} />;
}

function DialogBox({ title, children, onClose, bare = false, beside }: DialogProps & { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // A layout effect, so that the dialog gets even the first key that is typed.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null || element.open) return;
    const before = document.activeElement;
    element.showModal();
    const placed = beside === undefined ? null : new ResizeObserver(() => placeBeside(element, beside));
    placed?.observe(element);
    return () => {
      placed?.disconnect();
      element.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog${bare ? " dialog-bare" : ""}${beside === undefined ? "" : " dialog-beside"}`}
      aria-labelledby={id}
      onCancel={(event) => {
        // Not by Esc, which the page sees first, but by a phone's gesture.
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        // The event's target is the dialog itself only on the backdrop.
        if (event.target !== dialog.current) return;
        // Or the focus would go to the page under the pointer, from what it returns to.
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-body">
        <header class={bare ? "visually-hidden" : "dialog-head"}>
          <h2 id={id}>
            <NamedText text={title} />
          </h2>
          {!bare && <IconButton icon="close" label={t("close")} onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  );
}

const marginPx = 8;

/** After it at the end of its line, or before it where there is no room; within the window. */
function placeBeside(element: HTMLElement, at: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = element;
  const after = at.right + marginPx;
  const left = after + width + marginPx <= innerWidth ? after : at.left - width - marginPx;
  const within = (start: number, size: number, all: number): number =>
    Math.max(marginPx, Math.min(start, all - size - marginPx));
  element.style.left = `${within(left, width, innerWidth)}px`;
  element.style.top = `${within(at.top, height, innerHeight)}px`;
}
