// The host of notices: short texts about what has just happened, at the bottom of the main column. They go by themselves.
import { createPortal } from "preact/compat";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { errorText } from "../text/error-text.ts";
import { useToastPlace } from "./toast-place.ts";
import { ToastQueue, type Toast, type ToastAction } from "./toast-queue.ts";
import { useTopDialog } from "./top-dialog.ts";
import "./toasts.css";

const toasts = new ToastQueue({
  now: () => performance.now(),
  setTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
});

/** @param action what undoes it, or leads to it */
export const say = (text: string, danger = false, action: ToastAction | null = null): void =>
  toasts.say(text, { danger, action });

/** Shows the error of an action that has no better place for it. */
export const sayError = (error: unknown): void => say(errorText(error), true);

/** Of a modal dialog nothing outside is alive, so the notices are inside it while it is open. */
export function Toasts() {
  const shown = toasts.shown.value;
  const dialog = useTopDialog(shown.length > 0);
  return dialog === null ? (
    <ToastHost key="page" shown={shown} isInDialog={false} />
  ) : (
    createPortal(<ToastHost key="dialog" shown={shown} isInDialog />, dialog)
  );
}

function ToastHost({ shown, isInDialog }: { readonly shown: readonly Toast[]; readonly isInDialog: boolean }) {
  const host = useRef<HTMLDivElement>(null);
  // Screen readers read what comes into a region that is there already.
  const [isThere, setThere] = useState(false);
  useLayoutEffect(() => {
    // Above the dialog, whatever moves or clips it.
    if (isInDialog) host.current?.showPopover();
    setThere(true);
    // Who looked at a notice here does so no more.
    return () => toasts.release();
  }, []);
  useToastPlace(host, isThere ? shown.length : 0);
  return (
    <div
      ref={host}
      class="toasts"
      role="status"
      aria-atomic={false}
      popover={isInDialog ? "manual" : undefined}
      onPointerEnter={() => toasts.hold()}
      onPointerLeave={() => toasts.release()}
      onFocusIn={() => toasts.hold()}
      onFocusOut={() => toasts.release()}
    >
      {isThere && shown.map((toast) => <ToastCard key={toast.id} toast={toast} />)}
    </div>
  );
}

function ToastCard({ toast: { id, text, danger, action } }: { readonly toast: Toast }) {
  return (
    <div class={`toast${danger ? " toast-danger" : ""}`}>
      <p>{text}</p>
      {action !== null && (
        <button
          type="button"
          class="toast-action"
          onClick={() => {
            toasts.release();
            toasts.act(id);
          }}
        >
          {action.label}
        </button>
      )}
    </div>
  );
}
