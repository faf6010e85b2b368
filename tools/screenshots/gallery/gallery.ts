// `npm run gallery`: walks through the gallery of the web client's parts, takes a picture of each sheet in each look, and
// says what is wrong with its layout. The pictures are in dist/gallery-pictures.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { launchChromium } from "../../run/chromium.ts";
import { inRepository } from "../../run/wrangler.ts";
import { buildGallery, GalleryPage, type Look } from "./build-gallery.ts";
import { layoutFaults } from "./layout-faults.ts";

const { values } = parseArgs({
  options: {
    /** Only sheets whose id contains it. */
    sheet: { type: "string", default: "" },
    /** Only looks whose name contains it. */
    look: { type: "string", default: "" },
  },
});

interface Walk {
  readonly name: string;
  readonly options: BrowserContextOptions;
  readonly look: Look;
}

const touchBelow = 700;
const size = (width: number, height: number): BrowserContextOptions => ({
  viewport: { width, height },
  hasTouch: width < touchBelow,
  isMobile: width < touchBelow,
});

const widths = [size(390, 844), size(800, 900), size(1000, 800), size(1280, 800)];
const walks: readonly Walk[] = [
  ...(["light", "dark"] as const).flatMap((theme) =>
    (["en", "zh"] as const).flatMap((lang) =>
      widths.map((options) => ({
        name: `${options.viewport?.width}-${theme}-${lang}`,
        options,
        look: { theme, lang },
      })),
    ),
  ),
  ...[size(390, 844), size(1000, 800)].flatMap((options) => [
    { name: `${options.viewport?.width}-rtl`, options, look: { dir: "rtl" as const } },
    { name: `${options.viewport?.width}-forced`, options: { ...options, forcedColors: "active" as const }, look: {} },
  ]),
  // A window of 1280 px at 400 %.
  { name: "320-zoomed", options: { ...size(320, 512), deviceScaleFactor: 2 }, look: {} },
];

async function walk(browser: Browser, dir: string, pictures: string, { name, options, look }: Walk): Promise<number> {
  const gallery = await GalleryPage.open(browser, dir, options);
  let count = 0;
  for (const sheet of (await gallery.sheets()).filter((id) => id.includes(values.sheet))) {
    await gallery.show(sheet, look);
    const faults = [
      ...(await layoutFaults(gallery.page, { touch: options.hasTouch === true })),
      ...gallery.faults.splice(0),
    ];
    await gallery.picture(join(pictures, `${sheet}-${name}.png`));
    for (const fault of faults) process.stdout.write(`${sheet} ${name}: ${fault}\n`);
    count += faults.length;
  }
  await gallery.close();
  return count;
}

const pictures = inRepository("dist", "gallery-pictures");
await rm(pictures, { recursive: true, force: true });
await mkdir(pictures, { recursive: true });
const dir = await buildGallery();
const browser = await launchChromium();
let count = 0;
try {
  for (const one of walks.filter(({ name }) => name.includes(values.look)))
    count += await walk(browser, dir, pictures, one);
} finally {
  await browser.close();
}
process.stdout.write(`${pictures}: ${count} faults\n`);
process.exit(count === 0 ? 0 : 1);
