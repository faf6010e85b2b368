// What a browser keeps for a page: in its storages, databases and caches.
import type { Page } from "playwright-core";

/** Where the browser keeps this text for the page. */
export const placesOf = (page: Page, text: string): Promise<readonly string[]> =>
  page.evaluate(async (wanted) => {
    const entriesOf = (storage: Storage): readonly unknown[] => Object.entries(storage);
    const kept: Record<string, unknown> = {
      localStorage: entriesOf(localStorage),
      sessionStorage: entriesOf(sessionStorage),
    };
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(new Error("IndexedDB failed")));
      });
      for (const store of database.objectStoreNames)
        kept[`${name}/${store}`] = await new Promise((resolve) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.addEventListener("success", () => resolve(request.result));
        });
      database.close();
    }
    for (const cache of await caches.keys()) {
      const responses = await (await caches.open(cache)).keys();
      kept[cache] = responses.map(({ url, headers }) => [url, ...headers.values()]);
    }
    return Object.keys(kept).filter((place) => JSON.stringify(kept[place]).includes(wanted));
  }, text);
