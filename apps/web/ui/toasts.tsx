// A word at the foot of the page about what has just happened, gone by itself.
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

/** For what has no better place to say what went wrong. */
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
