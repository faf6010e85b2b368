// `npm run icons`: the web client's icons as PNG, from the one drawing apps/web/public/icons/icon.svg.
import { readFile } from "node:fs/promises";
import { launchChromium } from "../run/chromium.ts";
import { inRepository } from "../run/wrangler.ts";

interface IconFile {
  readonly name: string;
  readonly size: number;
  /**
   * For systems that crop icons to their own shape: the background fills the square, the drawing keeps away from its
   * edges.
   */
  readonly maskable: boolean;
}

const folder = inRepository("apps", "web", "public", "icons");
const files: readonly IconFile[] = [
  { name: "icon-192.png", size: 192, maskable: false },
  { name: "icon-512.png", size: 512, maskable: false },
  { name: "apple-touch-icon.png", size: 180, maskable: true },
  { name: "maskable-512.png", size: 512, maskable: true },
];

const drawing = await readFile(`${folder}/icon.svg`, "utf8");
const ground = /<rect [^>]*fill="([^"]+)"/.exec(drawing)?.[1] ?? "";
const browser = await launchChromium();
for (const { name, size, maskable } of files) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const scale = maskable ? 0.8 : 1;
  const style = `margin:0;${maskable ? `background:${ground};` : ""}`;
  await page.setContent(
    `<body style="${style}"><div style="width:${size}px;height:${size}px;transform:scale(${scale})">${drawing}</div>`,
  );
  await page.screenshot({ path: `${folder}/${name}`, omitBackground: !maskable });
}
await browser.close();
