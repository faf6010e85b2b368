// The account's security in the settings: the password is changed, and one sees what happened.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("the account's security", () => {
  const browsers = useBrowsers();

  it("[SDK-70] [SDK-71] changes the password, says what is wrong with one, signs the other device out and tells of it", async () => {
    const url = inject("serverUrl");
    const { ada } = await makeTalkers(url);
    const first = await ChatPage.signedIn(await browsers.newContext(), url, ada);
    const second = await ChatPage.signedIn(await browsers.newContext(), url, ada);
    const { page } = first;
    await page.goto(`${url}/#/settings`);
    await page.getByRole("button", { name: "Change password" }).click();
    const dialog = page.getByRole("dialog", { name: "Change password" });
    const change = async (current: string, next: string): Promise<void> => {
      await dialog.getByLabel("Current password").fill(current);
      await dialog.getByLabel("New password").fill(next);
      await dialog.getByRole("button", { name: "Save" }).click();
    };
    await change(ada.password, "iloveyou");
    await dialog.getByText("This password is too easy to guess.").waitFor();
    await change("not the password", "another horse, another battery");
    await dialog.getByText("This is not your current password.").waitFor();
    await change(ada.password, "another horse, another battery");
    await page.getByText("The password is changed.").waitFor();
    await second.page.getByText("This device was signed out").waitFor();
    await page.getByRole("button", { name: "What happened to this account" }).click();
    const events = page.getByRole("list", { name: "What happened to this account" });
    await expect
      .poll(
        async () => {
          const texts = await events.getByRole("listitem").allTextContents();
          if (texts.some((text) => text.startsWith("Password changed"))) return "told";
          await page.reload();
          await page.getByRole("button", { name: "What happened to this account" }).click();
          return texts;
        },
        { timeout: 30_000 },
      )
      .toBe("told");
    expect(first.faults).toEqual([]);
  });
});
