// A signed-in page of the client in a browser context of its own.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { password } from "../../kit/people.ts";

export async function openSignedIn(
  browser: Browser,
  url: string,
  username: string,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("button", { name: "Have an account? Sign in" }).click();
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: /^Me\b/ }).waitFor();
  return { context, page };
}
