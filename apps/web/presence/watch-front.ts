// Tells the server whether somebody looks at this page: it is shown, and has the focus.
import { effect, type ReadonlySignal } from "@preact/signals";
import type { Chat } from "../model/chat.ts";

/** @param chat of whoever is signed in; null: nobody is; undefined: that is not known yet */
export function watchFront(chat: ReadonlySignal<Chat | null | undefined>): void {
  const tell = (): void => {
    const front = document.visibilityState === "visible" && document.hasFocus();
    chat.peek()?.client.presence.setFront(front);
  };
  effect(() => {
    if (chat.value !== null && chat.value !== undefined) tell();
  });
  document.addEventListener("visibilitychange", tell);
  for (const name of ["focus", "blur", "pageshow"]) window.addEventListener(name, tell);
  // The other tabs go on without it.
  window.addEventListener("pagehide", () => chat.peek()?.client.presence.setFront(false));
}
