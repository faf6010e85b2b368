// The account's security in the settings: the password is changed, and one sees what happened.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("the account's security", () => {
  const browsers = useBrowsers();

  it("[SDK-70] [SDK-71] [WEB-38] [WEB-146] changes the password, says what is wrong with one, signs the other device out and tells of it", async () => {
    const url = inject("serverUrl");
    const { ada } = await makeTalkers(url);
    const first = await ChatPage.signedIn(await browsers.newContext(), url, ada);
    const second = await ChatPage.signedIn(await browsers.newContext(), url, ada);
    const { page } = first;
    await page.goto(`${url}/#/settings/security`);
    await page.getByRole("button", { name: "Change password" }).click();
    const dialog = page.getByRole("dialog", { name: "Change password" });
    const change = async (current: string, next: string): Promise<void> => {
      await dialog.getByLabel("Current password").fill(current);
      await dialog.getByLabel("New password").fill(next);
      await dialog.getByRole("button", { name: "Save" }).click();
    };
    await change("", "");
    await expect.poll(() => dialog.getByText("Fill this in.").count()).toBe(2);
    await dialog.locator('input[autocomplete="current-password"]:focus').waitFor();
    await change(ada.password, "iloveyou");
    await dialog.getByText("This password is too easy to guess.").waitFor();
    await dialog.locator('input[autocomplete="new-password"]:focus').waitFor();
    await change("not the password", "another horse, another battery");
    await dialog.getByText("This is not your current password.").waitFor();
    // The focus is where something is to be mended.
    await dialog.locator('input[autocomplete="current-password"]:focus').waitFor();
    await change(ada.password, "another horse, another battery");
    await page.getByText("Password changed. Your other").waitFor();
    await second.page.getByText("This device was signed out").waitFor();
    const events = page.getByRole("list", { name: "Recent activity" });
    await expect
      .poll(
        async () => {
          const texts = await events.getByRole("listitem").allTextContents();
          if (texts.some((text) => text.startsWith("Password changed"))) return "told";
          await page.reload();
          await events.getByRole("listitem").first().waitFor();
          return texts;
        },
        { timeout: 30_000 },
      )
      .toBe("told");
    expect(first.faults).toEqual([]);
  });

  it("[WEB-52] names this device among the events, and leads to the first of those fetched later", async () => {
    const url = inject("serverUrl");
    const { ada, api } = await makeTalkers(url);
    for (let signIn = 0; signIn < 24; signIn++) await api.login(ada);
    const { page, faults } = await ChatPage.signedIn(await browsers.newContext(), url, ada);
    const items = page.getByRole("list", { name: "Recent activity" }).getByRole("listitem");
    // They are recorded a moment later, by a job.
    await expect
      .poll(
        async () => {
          await page.goto(`${url}/#/settings/security`);
          await page.reload();
          await items.first().waitFor();
          const mine = await items.filter({ hasText: "This device" }).count();
          return [mine, await items.count(), await page.getByRole("button", { name: "Show earlier" }).count()];
        },
        { timeout: 30_000 },
      )
      .toEqual([1, 20, 1]);
    await page.getByRole("button", { name: "Show earlier" }).press("Enter");
    await items.nth(20).waitFor();
    await expect.poll(() => items.nth(20).evaluate((item) => item === document.activeElement)).toBe(true);
    expect(faults).toEqual([]);
  });
});
