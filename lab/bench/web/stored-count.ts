// What the client keeps in its browser, counted.
import type { Page } from "playwright-core";

/** How many rows a table of the page's database has; 0 while there is no database. */
export const storedCount = (page: Page, table: string): Promise<number> =>
  page.evaluate(async (store) => {
    const [found] = (await indexedDB.databases()).map(({ name }) => name ?? "");
    if (found === undefined) return 0;
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(found);
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(new Error("IndexedDB failed")));
    });
    const count = await new Promise<number>((resolve) => {
      const request = database.transaction(store).objectStore(store).count();
      request.addEventListener("success", () => resolve(request.result));
    });
    database.close();
    return count;
  }, table);
