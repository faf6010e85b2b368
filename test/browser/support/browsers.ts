// Contexts of a browser: each is a browser of its own to the page, with its own storage. The files of a worker share the
// browser, which takes long to start; what a test opened is closed after it, so that no page works on unseen.
//
// Without service workers, as in some browsers, unless a test asks for them: one fetches all files of the client for each
// context, which is a third of all work that these tests make. Who goes offline asks for them.
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { launchChromium } from "../../../tools/run/chromium.ts";

export interface Browsers {
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
}

/** By how they were started: they end with the worker. */
const browsers = new Map<string, Promise<Browser>>();

async function browserWith(args: readonly string[], whole: boolean): Promise<Browser> {
  const key = [...args, whole].join(" ");
  const running = await browsers.get(key);
  if (running?.isConnected() === true) return running;
  const started = launchChromium(args, whole);
  browsers.set(key, started);
  return started;
}

/** What people saw where a test has failed: a run elsewhere has nothing else to tell. */
async function describePages(contexts: readonly BrowserContext[]): Promise<void> {
  for (const page of contexts.flatMap((context) => context.pages())) {
    const text = await page
      .locator("body")
      .innerText({ timeout: 2_000 })
      .catch((cause: unknown) => String(cause));
    console.error(`${page.url()} shows:\n${text.replaceAll(/\s*\n\s*/g, " | ").slice(0, 600)}`);
  }
}

/** To be called within a `describe`. @param whole see `findChromium`. A context of a hook before all tests is open until all have ended. */
export function useBrowsers(extraArgs: readonly string[] = [], whole = false): Browsers {
  let browser: Browser;
  let opened: BrowserContext[] = [];
  let ofHooks = 0;
  const closeFrom = async (index: number): Promise<void> => {
    const over = opened.slice(index);
    opened = opened.slice(0, index);
    await Promise.all(over.map((context) => context.close()));
  };
  beforeAll(async () => {
    browser = await browserWith(extraArgs, whole);
  });
  beforeEach(() => {
    ofHooks = opened.length;
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await describePages(opened);
    await closeFrom(ofHooks);
  });
  afterAll(() => closeFrom(0));
  const newContext = async (options: BrowserContextOptions = {}): Promise<BrowserContext> => {
    const context = await browser.newContext(options);
    opened.push(context);
    if (options.serviceWorkers !== "allow")
      await context.addInitScript(() => void Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
    // Sooner than the test's own end: it says what was waited for.
    context.setDefaultTimeout(25_000);
    return context;
  };
  return { newContext };
}
