// Tells the service worker what the next start shows before its script runs, and shows or hides what it paints.
import { serviceWorkers } from "../platform/service-workers.ts";
import type { Look } from "./look.ts";

/** Without a service worker the next start shows the sign-up first. */
export function keepLook(look: Look): void {
  // Resolves once there is an active one; never, if none is registered.
  void serviceWorkers()?.ready.then(({ active }) => active?.postMessage(look, []));
}

const place = (): HTMLElement | null => document.querySelector(".first");

/** To be called once the app is in the page. */
export function endFirstPaint(): void {
  const first = place();
  if (first !== null) first.hidden = true;
}

/** The bars of the frame, until it is loaded. */
export function showFirstFrame(): void {
  document.documentElement.dataset["first"] = "frame";
  const first = place();
  if (first !== null) first.hidden = false;
}
