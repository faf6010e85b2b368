// The browser for tests, measurements and screenshots: an installed Chromium, controlled by playwright-core.
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

/** Without windows, and so with less work; it has no notifications. */
const shell = "/usr/bin/chromium-headless-shell";

const places = [
  process.env["KLATCH_CHROMIUM"] ?? "",
  shell,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export const howToGetChromium = "`apt-get install chromium`, or KLATCH_CHROMIUM=/path/to/one";

/** @param whole with all that a person's browser has */
export const findChromium = (whole = false): string | undefined =>
  places.find((place) => place !== "" && !(whole && place === shell) && existsSync(place));

/** There is nothing to draw on, and a process less to speak with. */
const quieter = ["--disable-gpu", "--enable-features=NetworkServiceInProcess2"];

/** @throws Error that explains how to install one, if there is none */
export function launchChromium(extraArgs: readonly string[] = [], whole = false): Promise<Browser> {
  const executablePath = findChromium(whole);
  if (executablePath === undefined) throw new Error(`There is no Chromium here: ${howToGetChromium}`);
  // Chromium's sandbox does not work as root.
  const args = [...quieter, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), ...extraArgs];
  return chromium.launch({ executablePath, args });
}
