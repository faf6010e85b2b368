// Installs the service worker. A page starts with the newest build that is there; of one that becomes ready later it is
// told.
import { serviceWorkers } from "../platform/service-workers.ts";
import { serviceWorkerUrl } from "./script-url.ts";

/** The interval of checks for a newer build, since a page may stay open for weeks. */
const lookEveryMs = 60 * 60 * 1_000;

/**
 * @param onAvailable called once for each newer build that becomes ready while the page is open. `apply` reloads the page
 * with it, at any later time: nothing is lost, because unsent messages are always in the store
 */
export async function watchForUpdate(onAvailable: (apply: () => void) => void): Promise<void> {
  // Vite's development server shows every change at once.
  const serviceWorker = import.meta.env.DEV ? null : serviceWorkers();
  if (serviceWorker === null) return;
  const registration = await serviceWorker.register(serviceWorkerUrl(), { updateViaCache: "none" });

  // Pages start with a build that waits, so nothing waits here until it has taken over: a browser may put that off for
  // minutes, while the worker before is busy.
  const takeOver = (): void => registration.waiting?.postMessage("take over", []);
  // A worker that takes over while the page is loaded anew may hold that up, so it is told by the page that starts.
  const apply = (): void => location.reload();
  const watch = (installing: ServiceWorker | null): void =>
    installing?.addEventListener("statechange", () => {
      // Without a controller this is the first service worker, which takes over by itself.
      if (installing.state === "installed" && serviceWorker.controller !== null) onAvailable(apply);
    });

  takeOver();
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  const look = (): void => void registration.update().catch(() => {});
  setInterval(look, lookEveryMs);
  // The server may have been updated while the network was away.
  addEventListener("online", look);
}
