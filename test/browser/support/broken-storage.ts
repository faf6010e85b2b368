// What a browser may refuse or lack, broken before the page's own script runs. Each of these runs in the page.
import type { BrowserContext, Page } from "playwright-core";

export type Broken = "refused" | "missing" | "silent" | "full" | "fullLater";

const scripts: Readonly<Record<Broken, () => void>> = {
  /** All storage is blocked, as with cookies: whatever is touched throws, or rejects. */
  refused: () => {
    const refuse = (): never => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    const places = { localStorage: window, sessionStorage: window, indexedDB: window, caches: window } as const;
    for (const [name, place] of Object.entries(places)) Object.defineProperty(place, name, { get: refuse });
    Object.defineProperty(Document.prototype, "cookie", { get: refuse, set: refuse });
    Object.defineProperty(Navigator.prototype, "serviceWorker", { get: refuse });
    Reflect.set(window, "BroadcastChannel", function channel() {
      refuse();
    });
    LockManager.prototype.request = async () => refuse();
  },
  missing: () => {
    for (const name of ["localStorage", "sessionStorage", "indexedDB", "BroadcastChannel", "caches"])
      Object.defineProperty(window, name, { value: undefined });
    for (const name of ["locks", "serviceWorker", "clipboard"])
      Object.defineProperty(Navigator.prototype, name, { value: undefined });
  },
  /** `open` never answers. The page's waiting takes no time. */
  silent: () => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
    const later = window.setTimeout.bind(window);
    Reflect.set(window, "setTimeout", (run: () => void, delayMs: number) => later(run, delayMs === 500 ? 0 : delayMs));
  },
  full: () => {
    const refuse = (): never => {
      throw new DOMException("full", "QuotaExceededError");
    };
    IDBObjectStore.prototype.put = refuse;
    Storage.prototype.setItem = refuse;
  },
  /** As soon as something is put while the page says so. */
  fullLater: () => {
    const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, "put");
    IDBObjectStore.prototype.put = function putUnlessFull(...args) {
      if (Reflect.get(window, "isFull") === true) throw new DOMException("full", "QuotaExceededError");
      return put?.value.apply(this, args);
    };
  },
};

export const breakStorage = (place: BrowserContext | Page, how: Broken): Promise<unknown> =>
  place.addInitScript(scripts[how]);
