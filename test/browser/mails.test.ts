// The person's e-mail address in the settings, and the pages that links in mails open.
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { linkIn, mailsFor, type ShownMail } from "../../lab/kit/mails.ts";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

const mailsTo = async (address: string): Promise<readonly ShownMail[]> =>
  mailsFor(address, await (await fetch(`${inject("mailUrl")}/mails`)).json());
async function oneMailTo(address: string): Promise<ShownMail | undefined> {
  await expect.poll(() => mailsTo(address), { timeout: 30_000 }).toHaveLength(1);
  return (await mailsTo(address))[0];
}

describe.runIf(hasChromium)("mails", () => {
  const browsers = useBrowsers();
  const settings = async (page: Page): Promise<void> => {
    await page.goto(`${inject("serverUrl")}/#/settings/notifications`);
    await page.getByRole("heading", { name: "E-mail" }).waitFor();
  };

  it("[WEB-398] [WEB-399] an address is set, proven by its link in a browser without a sign-in, and removed", async () => {
    const url = inject("serverUrl");
    const { ada } = await makeTalkers(url);
    const address = `${ada.username}@example.com`;
    const { page, faults } = await ChatPage.signedIn(await browsers.newContext(), url, ada);
    await settings(page);
    const digest = page.getByRole("switch", { name: "Mail me what I miss for a day" });
    expect(await digest.isDisabled()).toBe(true);

    await page.getByRole("button", { name: "Add an address" }).click();
    const dialog = page.getByRole("dialog", { name: "E-mail address" });
    const send = async (to: string, password: string): Promise<void> => {
      await dialog.getByLabel("E-mail address").fill(to);
      await dialog.getByLabel("Your password").fill(password);
      await dialog.getByRole("button", { name: "Send the mail" }).click();
    };
    await send("ada", ada.password);
    await dialog.getByText("This is no e-mail address.").waitFor();
    await send(address, "not the password");
    await dialog.getByText("The password is wrong.").waitFor();
    await dialog.locator('input[autocomplete="current-password"]:focus').waitFor();
    await send(address, ada.password);
    await page.getByText(`A mail was sent to ${address}.`).waitFor();

    const token = linkIn(await oneMailTo(address), "confirm-email");
    const stranger = await (await browsers.newContext()).newPage();
    await stranger.goto(`${url}/#/confirm-email/${token}`);
    await stranger.getByRole("heading", { name: "Confirm your e-mail address" }).waitFor();
    // Nothing happens by itself: programs open links, too.
    await page.reload();
    await page.getByText(`A mail was sent to ${address}.`).waitFor();
    await stranger.getByRole("button", { name: "Confirm the address" }).click();
    await stranger.getByText(`Mails go to ${address} from now on.`).waitFor();
    await stranger.getByRole("button", { name: "Open Klatch" }).click();
    await stranger.getByLabel("Username").waitFor();

    await page.reload();
    await page.getByText(`Mails go to ${address}.`).waitFor();
    await digest.click();
    await page.getByText("Saved").waitFor();
    await page.getByRole("button", { name: "Remove the address" }).click();
    const removing = page.getByRole("dialog", { name: "Remove the address" });
    await removing.getByLabel("Your password").fill(ada.password);
    await removing.getByRole("button", { name: "Remove the address" }).click();
    await page.getByText("You have no e-mail address here.").waitFor();
    await stranger.goto(`${url}/#/confirm-email/${token}`);
    await stranger.getByRole("button", { name: "Confirm the address" }).click();
    await stranger.getByText("This link does not work any more.").waitFor();
    expect(faults).toEqual([]);
  });

  it("[WEB-399] a link that stops mails asks first, and one that is none says so", async () => {
    const url = inject("serverUrl");
    const page = await (await browsers.newContext()).newPage();
    await page.goto(`${url}/#/stop-emails/nonsense`);
    await page.getByRole("heading", { name: "Stop mails about what you miss" }).waitFor();
    await page.getByRole("button", { name: "Stop these mails" }).click();
    await page.getByText("This link does not work any more.").waitFor();
    expect(await page.getByRole("button", { name: "Open Klatch" }).count()).toBe(1);
  });
});
