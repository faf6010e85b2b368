// A signed-in page of the client in a browser context of its own. Only what every version of the client has is used, so
// that `--root` can measure an earlier one.
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
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
  const secret = page.getByLabel("Password", { exact: true });
  await secret.fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await secret.waitFor({ state: "detached" });
  return { context, page };
}

/** Opens a conversation by its address; returns its messages. */
export async function openConversation(page: Page, id: ConversationId): Promise<Locator> {
  await page.evaluate((address) => void (location.hash = address), `#/c/${id}`);
  const log = page.getByRole("log", { name: "Messages" });
  await log.waitFor();
  return log;
}
