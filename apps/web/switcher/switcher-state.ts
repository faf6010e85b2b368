// Whether the switcher is open. Ctrl+K or ⌘K opens it everywhere, except under a dialog that waits for an answer.
import { signal } from "@preact/signals";
import { isApple } from "../ui/is-apple.ts";

export const switcherOpen = signal(false);

export const openSwitcher = (): void => {
  switcherOpen.value = true;
};

/** The shortcut as it is written on the person's keyboard. */
export const switcherKeys = isApple ? "⌘K" : "Ctrl K";

export function startSwitcherKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(isApple ? event.metaKey : event.ctrlKey) || event.shiftKey || event.altKey)
      return;
    // Never the browser's own.
    event.preventDefault();
    if (event.repeat) return;
    if (switcherOpen.peek()) switcherOpen.value = false;
    else if (document.querySelector("dialog[open]") === null) switcherOpen.value = true;
  });
}
