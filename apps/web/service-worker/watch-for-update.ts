// Installs the service worker. A newer build of the client that waits when the page starts is applied at once; of one that
// becomes ready later the page is told.
import { serviceWorkerUrl } from "./script-url.ts";

/** The interval of checks for a newer build, since a page may stay open for weeks. */
const lookEveryMs = 60 * 60 * 1_000;

/**
 * @param onAvailable called once for each newer build that becomes ready while the page is open. `apply` reloads the page
 * with it, at any later time: nothing is lost, because unsent messages are always in the store
 */
export async function watchForUpdate(onAvailable: (apply: () => void) => void): Promise<void> {
  // Vite's development server shows every change at once.
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(serviceWorkerUrl(), { updateViaCache: "none" });

  const apply = (): void => {
    // Another page may have applied the update already.
    if (registration.waiting === null) return location.reload();
    serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("take over", []);
  };
  const watch = (installing: ServiceWorker | null): void =>
    installing?.addEventListener("statechange", () => {
      // Without a controller this is the first service worker, which takes over by itself.
      if (installing.state === "installed" && serviceWorker.controller !== null) onAvailable(apply);
    });

  // It was announced to an earlier page, and nobody has begun anything in this one. `navigator.userActivation` cannot tell
  // whether somebody has: a browser carries it over from the page before.
  if (registration.waiting !== null && serviceWorker.controller !== null) apply();
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  const look = (): void => void registration.update().catch(() => {});
  setInterval(look, lookEveryMs);
  // The server may have been updated while the network was away.
  addEventListener("online", look);
}
