// Toasts: short texts at the bottom of the page about what has just happened. They disappear by themselves.
import { signal } from "@preact/signals";
import { errorText } from "../text/error-text.ts";
import "./toasts.css";

const shownMs = 4_000;
const toast = signal<{ readonly text: string; readonly danger: boolean } | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string, danger = false): void {
  toast.value = { text, danger };
  clearTimeout(timer);
  timer = setTimeout(() => (toast.value = null), shownMs);
}

/** Shows the error of an action that has no better place for it. */
export const sayError = (error: unknown): void => say(errorText(error), true);

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toast.value !== null && (
        <p class={`toast${toast.value.danger ? " toast-danger" : ""}`} key={toast.value.text}>
          {toast.value.text}
        </p>
      )}
    </div>
  );
}
