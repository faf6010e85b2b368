// Builds the gallery of the web client's parts and opens it in a browser. There is no server: the page's requests are
// answered from the built files.
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { madeUpNow } from "../../../apps/web/dev/gallery/made-up/time.ts";
import { inRepository } from "../../run/wrangler.ts";

const origin = "http://localhost";
const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

export interface Look {
  readonly theme?: "light" | "dark";
  readonly lang?: "en" | "zh";
  readonly dir?: "ltr" | "rtl";
}

/** @returns the folder of the built files */
export async function buildGallery(outDir = inRepository("dist", "gallery")): Promise<string> {
  const { build } = await import("vite");
  await build({ configFile: inRepository("apps/web/dev/vite.config.ts"), logLevel: "warn", build: { outDir } });
  return outDir;
}

/** The gallery in one page, which shows one sheet after the other. */
export class GalleryPage {
  readonly page: Page;
  /** Errors of the page. */
  readonly faults: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.faults.push(message.text());
    });
  }

  static async open(
    browser: Pick<Browser, "newContext">,
    dir: string,
    options: BrowserContextOptions,
  ): Promise<GalleryPage> {
    const context = await browser.newContext({
      timezoneId: "UTC",
      locale: "en-GB",
      reducedMotion: "reduce",
      ...options,
    });
    const page = await context.newPage();
    await page.route("**/*", async (route) => {
      const path = new URL(route.request().url()).pathname.replace(/\/$/, "/index.html");
      const body = await readFile(join(dir, path)).catch(() => null);
      if (body === null) return route.fulfill({ status: 404, body: "" });
      return route.fulfill({ body, contentType: contentTypes[extname(path)] ?? "application/octet-stream" });
    });
    await page.clock.setFixedTime(madeUpNow);
    const gallery = new GalleryPage(page);
    await page.goto(`${origin}/dev/gallery/`);
    await page.getByRole("heading", { name: "Gallery" }).waitFor();
    return gallery;
  }

  /** The ids of all sheets. */
  async sheets(): Promise<readonly string[]> {
    return this.page
      .getByRole("navigation", { name: "Sheets" })
      .getByRole("link")
      .evaluateAll((links) => links.map((link) => (link.getAttribute("href") ?? "").replace("?sheet=", "")));
  }

  /** Shows a sheet as it looks once its pictures, fonts and made-up people are there. */
  async show(sheet: string, { theme = "light", lang = "en", dir = "ltr" }: Look = {}): Promise<void> {
    const address = `?${new URLSearchParams({ sheet, theme, lang, dir }).toString()}`;
    await this.page.evaluate((detail) => dispatchEvent(new CustomEvent("gallery-sheet", { detail })), address);
    const shown = `[data-sheet="${sheet}"]`;
    // A page is there when its made-up people are; a menu or a dialog may stand outside.
    await this.page.locator(`${shown}:not(:has(.gallery-frame:empty))`).waitFor({ state: "attached" });
    // Each has a heading; parts of a page that have files of their own come later than the rest.
    await this.page.locator("h1").first().waitFor({ state: "attached" });
    const until = await this.page.locator(shown).getAttribute("data-until");
    if (until !== null) await this.page.locator(until).first().waitFor();
    // Short interruptions are not shown, so it takes a moment.
    if (sheet.endsWith("-offline"))
      await this.page.locator(".connection-line:not(.connection-live)").waitFor({ state: "attached" });
    await this.page.evaluate(async () => {
      await document.fonts.ready;
      // A page asks its made-up server first, and draws what it has got in the frame after.
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
      await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    });
  }

  /** Takes a picture of the whole sheet, however long it is. */
  async picture(path: string): Promise<void> {
    const size = this.page.viewportSize();
    const height = await this.page.locator("[data-sheet]").evaluate((sheet) => sheet.scrollHeight);
    if (size !== null && height > size.height) await this.page.setViewportSize({ width: size.width, height });
    await this.page.screenshot({ path });
    if (size !== null && height > size.height) await this.page.setViewportSize(size);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
