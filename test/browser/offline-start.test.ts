// The installed client: started without a network, and brought up to date when the person says so.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { openWatchedPage } from "./support/watched-page.ts";
import { NewerBuild } from "./support/newer-build.ts";

describe.runIf(hasChromium)("the service worker", () => {
  const browsers = useBrowsers();

  it("[WEB-26] [WEB-28] starts the client without a network and keeps nothing of the API", async () => {
    const context = await browsers.newContext({ serviceWorkers: "allow" });
    const { page, faults } = await openWatchedPage(context, inject("serverUrl"));
    await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    await context.setOffline(true);
    await page.reload();
    await page.getByRole("heading", { name: "Klatch" }).waitFor();
    const { kept, health } = await page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return {
        kept: requests.flat().map(({ url }) => new URL(url).pathname),
        health: await fetch("/health").then(
          () => "answered",
          () => "no network",
        ),
      };
    });
    expect(kept).toEqual(expect.arrayContaining(["/", "/manifest.webmanifest", "/icons/icon.svg"]));
    expect(kept.filter((path) => /^\/(api|ws|health|openapi)/.test(path))).toEqual([]);
    expect(health).toBe("no network");
    expect(faults).toEqual([]);
  });

  it("[WEB-27] a newer build waits until the person takes it", async () => {
    const server = await NewerBuild.before(inject("serverUrl"));
    try {
      const { page } = await openWatchedPage(await browsers.newContext({ serviceWorkers: "allow" }), server.url);
      await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
      // A page that came before the worker is not under it.
      await page.reload();
      const versions = (): Promise<readonly string[]> =>
        page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("klatch-")));
      const [first] = await versions();
      server.deploy();
      await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
      const update = page.getByRole("button", { name: "Update" });
      await update.waitFor();
      expect(await page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe("activated");
      expect(await NewerBuild.isIn(page)).toBe(false);
      await Promise.all([page.waitForEvent("load"), update.click()]);
      await page.getByRole("heading", { name: "Klatch" }).waitFor();
      expect(await NewerBuild.isIn(page)).toBe(true);
      // The one before is kept for pages that are still open.
      expect(await versions()).toEqual([first, `${first}-newer`]);
      expect(await update.count()).toBe(0);
    } finally {
      await server.close();
    }
  });
});
