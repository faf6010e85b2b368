// The browser of a file of tests, and contexts of it: each is a browser of its own to the page, with its own storage.
//
// Without service workers, as in some browsers, unless a test asks for them: one fetches all files of the client for each
// context, which is a third of all work that these tests make. Who goes offline asks for them.
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchChromium } from "../../../tools/run/chromium.ts";

export interface Browsers {
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
}

/** To be called within a `describe`: started before its tests, ended after them. */
export function useBrowsers(extraArgs: readonly string[] = []): Browsers {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(extraArgs);
  });
  afterAll(() => browser.close());
  const newContext = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    const context = await browser.newContext(options);
    if (options.serviceWorkers !== "allow")
      await context.addInitScript(() => void Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
    // Sooner than the test's own end: it says what was waited for.
    context.setDefaultTimeout(25_000);
    return context;
  };
  return { newContext };
}
