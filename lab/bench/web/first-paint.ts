// What a first visit shows on a slow line: nothing is cached, and each request waits for the line's delay.
import type { Browser } from "playwright-core";
import { progress } from "../progress.ts";
import { startCompressingProxy } from "./compressing-proxy.ts";
import { spreadOf, type Spread } from "../statistics.ts";

/** A bad mobile network. `latency`: ms from a request to the first byte of its answer. */
const slowLine = { offline: false, latency: 600, downloadThroughput: 50_000, uploadThroughput: 50_000 } as const;

export interface FirstPaint {
  /** Ms from the start of the navigation until the first text or picture is painted. */
  readonly paintMs: Spread;
  /** Ms until the sign-in can be filled in. */
  readonly usableMs: Spread;
}

export async function measureFirstPaint(browser: Browser, url: string, samples: number): Promise<FirstPaint> {
  progress("first visits on a slow line");
  const visits: { readonly paint: number; readonly usable: number }[] = [];
  const proxy = await startCompressingProxy(url);
  for (let sample = 0; sample < samples; sample++) visits.push(await firstVisit(browser, proxy.url));
  await proxy.stop();
  return {
    paintMs: spreadOf(visits.map(({ paint }) => paint)),
    usableMs: spreadOf(visits.map(({ usable }) => usable)),
  };
}

async function firstVisit(browser: Browser, url: string): Promise<{ paint: number; usable: number }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await session.send("Network.emulateNetworkConditions", slowLine);
  await page.goto(url, { waitUntil: "commit" });
  const usable = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const isShown = document.querySelector('input[type="password"]') !== null;
          requestAnimationFrame(isShown ? () => resolve(performance.now()) : look);
        };
        look();
      }),
  );
  const paint = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((entries) => {
          const first = entries.getEntriesByName("first-contentful-paint")[0];
          if (first !== undefined) resolve(first.startTime);
        }).observe({ type: "paint", buffered: true });
      }),
  );
  await context.close();
  return { paint, usable };
}
