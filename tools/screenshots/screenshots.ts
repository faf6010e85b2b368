// `npm run screenshots`: pictures of the web client for the README, in docs/screenshots.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchChromium } from "../run/chromium.ts";
import { demoPassword, demoTalk } from "./demo-talk.ts";
import { startServer } from "../run/serve.ts";
import { inRepository } from "../run/wrangler.ts";

const pictures = [
  { name: "wide-light", width: 1120, height: 700, colorScheme: "light", hasTouch: false },
  { name: "phone-dark", width: 390, height: 700, colorScheme: "dark", hasTouch: true },
] as const;

async function take(browser: Browser, url: string, picture: (typeof pictures)[number]): Promise<void> {
  const { name, width, height, colorScheme, hasTouch } = picture;
  const viewport = { width, height };
  // A phone has no pointer that hovers.
  const touch = { hasTouch, isMobile: hasTouch };
  const context = await browser.newContext({ viewport, colorScheme, ...touch, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("button", { name: "Have an account? Sign in" }).click();
  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(demoPassword);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("list", { name: "Conversations" }).getByRole("button").filter({ hasText: "Bob" }).click();
  await page.getByRole("log", { name: "Messages" }).getByText("Gladly").waitFor();
  // Moves the pointer away, so that nothing is hovered.
  await page.mouse.move(0, 0);
  const path = inRepository("docs", "screenshots", `${name}.png`);
  await page.screenshot({ path });
  process.stdout.write(`${path}\n`);
  await context.close();
}

const stateDir = await mkdtemp(join(tmpdir(), "klatch-screenshots-"));
const server = await startServer({ port: 0, stateDir, vars: { SCRYPT_COST: "2" }, web: true });
const browser = await launchChromium();
try {
  await mkdir(inRepository("docs", "screenshots"), { recursive: true });
  await demoTalk(server.url);
  for (const picture of pictures) await take(browser, server.url, picture);
} finally {
  await browser.close();
  await server.stop();
  await rm(stateDir, { recursive: true, force: true });
}
process.exit(0);
