// The browser's service workers, which pages without TLS do not have, and which some browsers refuse when they are looked for.

export function serviceWorkers(): ServiceWorkerContainer | null {
  try {
    return "serviceWorker" in navigator ? navigator.serviceWorker : null;
  } catch {
    return null;
  }
}
