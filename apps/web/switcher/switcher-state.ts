// Whether the switcher is open. Ctrl+K or ⌘K opens it everywhere.
import { signal } from "@preact/signals";

export const switcherOpen = signal(false);

export const openSwitcher = (): void => {
  switcherOpen.value = true;
};

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The shortcut as it is written on the person's keyboard. */
export const switcherKeys = isApple ? "⌘K" : "Ctrl K";

export function startSwitcherKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(isApple ? event.metaKey : event.ctrlKey) || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    switcherOpen.value = !switcherOpen.value;
  });
}
