// Installs the service worker, and tells when a newer build of the client waits for the person to want it.
import { serviceWorkerUrl } from "./script-url.ts";

/** A page may stay open for weeks. */
const lookEveryMs = 60 * 60 * 1_000;

/**
 * @param onAvailable told once for each newer build; `apply` reloads the page with it. It may come late: what is unsent must
 * be in the store by then, as it always is
 */
export async function watchForUpdate(onAvailable: (apply: () => void) => void): Promise<void> {
  // Vite's own server shows every change at once.
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(serviceWorkerUrl(), { updateViaCache: "none" });

  const announce = (): void =>
    onAvailable(() => {
      // Another page may have said it already.
      if (registration.waiting === null) return location.reload();
      serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      registration.waiting.postMessage("take over", []);
    });
  const watch = (installing: ServiceWorker | null): void =>
    installing?.addEventListener("statechange", () => {
      // Without a controller it is the first of all, which takes over by itself.
      if (installing.state === "installed" && serviceWorker.controller !== null) announce();
    });

  if (registration.waiting !== null && serviceWorker.controller !== null) announce();
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  const look = (): void => void registration.update().catch(() => {});
  setInterval(look, lookEveryMs);
  // The server may have been changed while it was away.
  addEventListener("online", look);
}
