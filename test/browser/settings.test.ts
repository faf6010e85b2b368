// The settings as pages: an index in the list column, and beside it, or in its place, the page that was chosen.
import { KlatchClient } from "@klatch/sdk";
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

const pages = ["Account", "Appearance", "Devices", "Privacy", "Security", "Keyboard"] as const;

describe.runIf(hasChromium)("the settings", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");
  const index = (page: Page) => page.getByRole("navigation", { name: "Pages of the settings" });

  it("[WEB-142] [WEB-226] [WEB-345] stand beside their index, which marks the page that is shown; Esc leads back to the index, then out", async () => {
    const { ada } = await makeTalkers(url());
    const { page, faults } = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    await page.goto(`${url()}/#/settings`);
    await page.getByRole("heading", { name: "Account", exact: true }).waitFor();
    expect(await index(page).locator("[aria-current]").innerText()).toBe("Account");
    for (const name of pages) {
      await index(page).getByRole("button", { name, exact: true }).press("Enter");
      const heading = page.getByRole("heading", { name, exact: true });
      await expect.poll(() => heading.evaluate((title) => title === document.activeElement)).toBe(true);
      expect(await index(page).locator("[aria-current]").innerText()).toBe(name);
      expect(page.url()).toBe(`${url()}/#/settings/${name.toLowerCase()}`);
    }
    const width = await page
      .getByRole("region", { name: "Keyboard" })
      .locator("dl")
      .evaluate((list) => list.clientWidth);
    expect(width).toBeLessThanOrEqual(640);
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Account", exact: true }).waitFor();
    expect(page.url()).toBe(`${url()}/#/settings`);
    await page.keyboard.press("Escape");
    await page.getByRole("list", { name: "Conversations" }).waitFor();

    await page.goto(`${url()}/#/settings/appearance`);
    await page.getByText("Dark", { exact: true }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");

    // Of the account: another device finds it as it was chosen here; what is refused goes back, with words.
    await page.goto(`${url()}/#/settings/privacy`);
    const receipts = page.getByRole("group", { name: "See what you have read" });
    const friends = receipts.getByRole("radio", { name: "Friends" });
    const client = new KlatchClient({ url: url() });
    await client.login(ada);
    await receipts.getByText("Friends").click();
    await expect.poll(() => client.privacy()).toMatchObject({ receipts: true, receiptsFor: "friends" });
    const groups = page.getByRole("group", { name: "Add you to groups" });
    expect(await groups.getByRole("radio", { name: "Everyone" }).isChecked()).toBe(true);
    await groups.getByText("Nobody").click();
    await expect.poll(() => client.privacy()).toMatchObject({ groups: "nobody", messages: "everyone" });
    await page.route("**/api/me/privacy", (route) => route.abort());
    // It may go back before anybody looks.
    await receipts.getByText("Nobody").click();
    await page.getByText("The server cannot be reached.").waitFor();
    await expect.poll(() => friends.isChecked()).toBe(true);
    expect(await client.privacy()).toMatchObject({ receiptsFor: "friends", groups: "nobody" });
    client.close();
    // The browser's own line about the request.
    expect(faults.filter((fault) => !fault.includes("ERR_FAILED"))).toEqual([]);
  });

  it("[WEB-142] on a phone a page takes the place of the index, and its arrow leads back", async () => {
    const { ada } = await makeTalkers(url());
    const context = await browsers.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
    const { page, faults } = await ChatPage.signedIn(context, url(), ada);
    await page.goto(`${url()}/#/settings`);
    const devices = index(page).getByRole("button", { name: "Devices" });
    await devices.click();
    await page.getByText("This device").waitFor();
    expect(await devices.isVisible()).toBe(false);
    await page.getByRole("region", { name: "Devices" }).getByRole("button", { name: "Back" }).click();
    await devices.waitFor();
    expect(page.url()).toBe(`${url()}/#/settings`);
    // The browser's own way leads the same.
    await index(page).getByRole("button", { name: "Security" }).click();
    await page.getByRole("button", { name: "Change password" }).waitFor();
    await page.goBack();
    await devices.waitFor();
    expect(faults).toEqual([]);
  });

  it("[WEB-143] [WEB-323] the devices: one or all others are signed out, after a question; a failure says why", async () => {
    const { ada } = await makeTalkers(url());
    const login = async (name: string): Promise<KlatchClient> => {
      const client = new KlatchClient({ url: url() });
      await client.login({ ...ada, device: { platform: "ios", name } });
      return client;
    };
    const [phone, tablet, watch] = [await login("phone"), await login("tablet"), await login("watch")];
    const context = await browsers.newContext({ serviceWorkers: "allow" });
    const { page, faults } = await ChatPage.signedIn(context, url(), ada);
    // The server of the tests knows of no networks.
    await page.route("**/api/devices", async (route) => {
      if (route.request().method() !== "GET") return route.continue();
      const response = await route.fetch();
      const body: { items: object[] } = await response.json();
      await route.fulfill({
        response,
        json: { ...body, items: body.items.map((one) => ({ ...one, network: "192.0.2.0/24" })) },
      });
    });
    await page.goto(`${url()}/#/settings/devices`);
    const list = page.getByRole("list", { name: "Devices" });
    await list.getByText("This device, in 192.0.2.0/24").waitFor();
    expect(await list.getByText(/Seen .*, in 192\.0\.2\.0\/24$/).count()).toBe(4);
    await list.getByRole("button", { name: "Sign out phone" }).click();
    const question = page.getByRole("dialog", { name: "Sign out phone?" });
    const signOut = question.getByRole("button", { name: "Sign out", exact: true });
    await context.setOffline(true);
    await signOut.click();
    await question.getByText("The server cannot be reached.").waitFor();
    await context.setOffline(false);
    await signOut.click();
    await question.waitFor({ state: "hidden" });
    await expect.poll(() => list.getByText("phone", { exact: true }).count()).toBe(0);
    await expect(phone.devices()).rejects.toMatchObject({ code: "DEVICE_SIGNED_OUT" });
    expect((await tablet.devices()).map(({ name }) => name)).toContain("watch");

    await page.getByRole("button", { name: "Sign out all other devices" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out all other devices" }).click();
    await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
    await expect(watch.devices()).rejects.toMatchObject({ code: "DEVICE_SIGNED_OUT" });
    expect(faults).toEqual([]);
  });
});
