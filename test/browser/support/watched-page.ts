// A page that remembers what went wrong in it: a test that passes with a violated policy or an uncaught error has not passed.
import type { BrowserContext, Page, WebSocket } from "playwright-core";

export interface WatchedPage {
  readonly page: Page;
  /** Uncaught errors, violations of the page's policy, and what was written to the console as an error. */
  readonly faults: readonly string[];
  readonly openSockets: ReadonlySet<WebSocket>;
}

/** Chromium's own word for a request that failed: what is offline, or refused with a code, says so here. */
const failedRequest = /^Failed to load resource|^WebSocket connection to/;

export async function openWatchedPage(context: BrowserContext, url: string): Promise<WatchedPage> {
  const page = await context.newPage();
  const faults: string[] = [];
  const openSockets = new Set<WebSocket>();
  page.on("websocket", (socket) => {
    openSockets.add(socket);
    socket.on("close", () => openSockets.delete(socket));
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !failedRequest.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  await page.exposeFunction("reportViolation", (what: string) => faults.push(`policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const report: unknown = Reflect.get(window, "reportViolation");
      if (typeof report === "function") report(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  await page.goto(url);
  return { page, faults, openSockets };
}
