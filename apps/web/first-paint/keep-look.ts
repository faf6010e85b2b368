// Tells the service worker what the next start shows before its script runs, and takes away what this one showed.
import type { Look } from "./look.ts";

/** Without a service worker the next start shows the sign-up first. */
export function keepLook(look: Look): void {
  if (!("serviceWorker" in navigator)) return;
  // Resolves once there is an active one; never, if none is registered.
  void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage(look, []));
}

/** To be called once the app is in the page. */
export function endFirstPaint(): void {
  document.querySelector(".first")?.remove();
  delete document.documentElement.dataset["first"];
}
