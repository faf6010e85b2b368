// The gallery: every part and component of the web client in all its states, with made-up people and no server.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildGallery, GalleryPage, type Look } from "../../tools/screenshots/gallery/build-gallery.ts";
import { layoutFaults } from "../../tools/screenshots/gallery/layout-faults.ts";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";

/** Each judges all sheets; machines that do much else need their time. */
const judgeWithinMs = 120_000;
const wide = { viewport: { width: 1_000, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const none = { layout: {}, axe: {} };

describe.skipIf(!hasChromium)("the gallery", () => {
  const browsers = useBrowsers();
  let dir = "";
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "klatch-gallery-"));
    await buildGallery(dir);
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  /** What is wrong with each sheet, by its id. */
  async function judge(options: typeof wide | typeof phone, look: Look, forcedColors: "active" | "none" = "none") {
    const gallery = await GalleryPage.open(browsers, dir, { ...options, forcedColors });
    // Elements and their names are the same in the dark.
    const axe = new AxeReport(gallery.page, [], look.theme === "dark" ? ["color-contrast"] : undefined);
    const layout: Record<string, readonly string[]> = {};
    for (const sheet of await gallery.sheets()) {
      await gallery.show(sheet, look);
      const faults = [...(await layoutFaults(gallery.page, { touch: options === phone })), ...gallery.faults.splice(0)];
      if (faults.length > 0) layout[sheet] = faults;
      // Colours that the system forces are not the page's.
      if (forcedColors === "none" && look.dir !== "rtl") await axe.judge(sheet);
    }
    await gallery.close();
    return { layout, axe: axe.found };
  }

  it(
    "[WEB-121] [WEB-124] on no sheet axe finds anything, is text cut off or a control covered",
    async () => {
      // Side by side, since each waits for frames most of the time.
      const verdicts = await Promise.all([
        judge(wide, { theme: "light" }),
        judge(phone, { theme: "dark" }),
        // Forced colours and another direction have nothing to do with each other, and may be judged at once.
        judge(phone, { dir: "rtl", lang: "zh" }, "active"),
      ]);
      const [light, dark, forced] = verdicts;
      expect({ light, dark, forced }).toEqual({ light: none, dark: none, forced: none });
    },
    judgeWithinMs,
  );

  it("[WEB-120] [WEB-124] a name that is not known is a bar after a moment, and a name has its own direction", async () => {
    const gallery = await GalleryPage.open(browsers, dir, wide);
    const { page } = gallery;
    await gallery.show("names", {});
    await page.getByRole("button", { name: "Name not loaded yet" }).waitFor();
    const bar = page.getByRole("button", { name: "Name not loaded yet" }).locator(".skeleton-name");
    expect(await bar.evaluate((found) => getComputedStyle(found).animationDelay)).toBe("0.15s");
    expect(await bar.evaluate((found) => found.getBoundingClientRect().width)).toBeGreaterThan(40);
    const hebrew = page.getByText("שרה כהן-לוי", { exact: true }).first();
    expect(await hebrew.evaluate((found) => getComputedStyle(found).direction)).toBe("rtl");
    // The header, the author, what happened, and a quote.
    await gallery.show("group", {});
    const log = page.getByRole("log", { name: "Messages" });
    await log.locator(".message-author .skeleton-name").waitFor();
    await log.locator(".system-row .skeleton-name").waitFor();
    await log.locator(".reply-quote .skeleton-name").waitFor();
    // `unknownName` stands nowhere as it is, and is not read aloud.
    const asItIs = (): Promise<readonly string[]> =>
      page.evaluate(() => {
        const spoken = ["aria-label", "title", "placeholder"];
        const labels = [...document.querySelectorAll("*")].flatMap((one) =>
          spoken.map((name) => one.getAttribute(name)),
        );
        return [document.body.innerText, ...labels.filter((label) => label !== null)].filter((text) =>
          /\u2060/.test(text),
        );
      });
    expect(await asItIs()).toEqual([]);
    const unnamed = log.getByRole("article", { name: /^someone, / });
    await unnamed.first().click({ button: "right" });
    await page.getByRole("menuitem", { name: "Message someone" }).waitFor();
    expect(await page.getByRole("menuitem", { name: "Mention" }).count()).toBe(0);
    expect(await asItIs()).toEqual([]);
    await gallery.show("stranger", {});
    await page.getByRole("main").getByRole("heading", { level: 2 }).locator(".skeleton-name").first().waitFor();
    expect(await asItIs()).toEqual([]);
    // What opens beside a button opens to the side where there is room.
    await gallery.show("emoji", { dir: "rtl" });
    const picker = await page.locator(".emoji-picker").boundingBox();
    const main = await page.locator(".shell-main").boundingBox();
    expect(picker?.x).toBeGreaterThanOrEqual(main?.x ?? 0);
    expect((picker?.x ?? 0) + (picker?.width ?? 0)).toBeLessThanOrEqual((main?.x ?? 0) + (main?.width ?? 0));
    expect(gallery.faults).toEqual([]);
    await gallery.close();
  });
});
