// The page's security policy as a browser holds it.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { openWatchedPage } from "./support/watched-page.ts";

describe.runIf(hasChromium)("the page's policy", () => {
  const browsers = useBrowsers();

  it("[WEB-22] the client starts under it without a violation", async () => {
    const { page, faults } = await openWatchedPage(await browsers.newContext(), inject("serverUrl"));
    await page.locator("#app > *").first().waitFor();
    expect(faults).toEqual([]);
  });

  it("[WEB-22] no text becomes a script, markup or the address of a script", async () => {
    const { page, faults } = await openWatchedPage(await browsers.newContext(), inject("serverUrl"));
    const refused = await page.evaluate(() => {
      const attempts: Record<string, () => void> = {
        markup: () => (document.body.innerHTML = "<img src=x onerror=alert(1)>"),
        script: () => (document.createElement("script").textContent = "alert(1)"),
        address: () => (document.createElement("script").src = "/assets/other.js"),
        frame: () => (document.createElement("iframe").srcdoc = "<script>alert(1)</script>"),
        worker: () => new Worker("/assets/other.js"),
      };
      return Object.entries(attempts).flatMap(([name, attempt]) => {
        try {
          attempt();
          return [];
        } catch (error) {
          return error instanceof TypeError ? [name] : [];
        }
      });
    });
    expect(refused).toEqual(["markup", "script", "address", "frame", "worker"]);
    expect(faults.length).toBeGreaterThanOrEqual(refused.length);
  });
});
