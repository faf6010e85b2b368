// The side panel of a group: its information, and what is managed on pages of its own above that.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";

describe.runIf(hasChromium)("a group in the side panel", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[WEB-144] has its information first, and one way to what is managed, which says how many ask to join", async () => {
    const { ada, bob, eve, groupId } = await makeGroup(url(), "Gardeners");
    await ada.client.groups.edit(groupId, { settings: { joinPolicy: "approval" } });
    await eve.client.groups.join(groupId, { message: "May I?" });
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    const side = page.getByRole("complementary");
    await chat.openConversation("Gardeners");
    await page.getByRole("button", { name: "Details" }).click();
    const manage = side.getByRole("button", { name: "Manage group" });
    await side.getByText("1 person asks to join").waitFor({ state: "attached" });
    await manage.click();
    for (const name of ["Invite links", "Banned people", "Announcements", "Joining and permissions"]) {
      await side.getByRole("button", { name }).click();
      await side.getByRole("heading", { name }).waitFor();
      await side.getByRole("button", { name: "Back" }).click();
      await side.getByRole("heading", { name: "Manage group" }).waitFor();
    }
    await side.getByRole("button", { name: /^Requests to join/ }).click();
    await side.getByRole("button", { name: `Accept ${eve.username}` }).click();
    await side.getByText("No requests").waitFor();
    // What had the focus is gone with its row.
    await side.getByRole("heading", { name: "Requests to join" }).and(page.locator(":focus")).waitFor();
    await side.getByRole("button", { name: "Close" }).click();
    await side.waitFor({ state: "detached" });

    // Who manages nothing is offered nothing to manage, and an address does not help.
    await ada.client.groups.edit(groupId, { settings: { mayInvite: "admins", mayEditInfo: "admins" } });
    const other = await ChatPage.signedIn(await browsers.newContext(), url(), bob);
    const itsSide = other.page.getByRole("complementary");
    await other.page.goto(`${url()}/#/c/${groupId}?side=info`);
    await itsSide.getByRole("button", { name: "Announcements" }).waitFor();
    expect(await itsSide.getByRole("button", { name: "Manage group" }).count()).toBe(0);
    await other.page.goto(`${url()}/#/c/${groupId}?side=manage/bans`);
    await itsSide.getByText("You are not allowed to do this here.").waitFor();
    expect([...chat.faults, ...other.faults]).toEqual([]);
  });

  it("[WEB-225] the details of one's own message say who has read it and who has not, and follow", async () => {
    const { ada, bob, eve, groupId } = await makeGroup(url(), "Readers");
    await Promise.all([ada, bob].map(({ client }) => client.connect()));
    const { seq } = await ada.client.send(groupId, "Who reads this?").acked;
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    await page.goto(`${url()}/#/c/${groupId}?side=message:${seq}`);
    const side = page.getByRole("complementary");
    const tab = (name: RegExp) => side.getByRole("tab", { name });
    await side.getByText("Nobody has read it yet.").waitFor();
    await tab(/^Not yet/).click();
    await side.getByRole("listitem").filter({ hasText: bob.username }).waitFor();
    await bob.client.markRead(groupId, seq);
    await side.getByRole("listitem").filter({ hasText: bob.username }).waitFor({ state: "detached" });
    await tab(/^Read 1/).click();
    await side.getByRole("listitem").filter({ hasText: bob.username }).waitFor();
    expect(await side.getByText(eve.username).count()).toBe(0);
    for (const { client } of [ada, bob]) client.close();
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-145] [WEB-38] choices take effect at once and say so; one that fails says why and stands as before, and typed text stays", async () => {
    const { ada, groupId } = await makeGroup(url(), "Potters");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    const side = page.getByRole("complementary");
    const refuse = () =>
      page.route("**/api/groups/**", (route) =>
        route.request().method() === "GET" ? route.continue() : route.abort(),
      );
    const allow = () => page.unroute("**/api/groups/**");
    await page.goto(`${url()}/#/c/${groupId}?side=manage/rights`);
    const who = side.getByLabel("Write messages");
    await who.selectOption("Admins");
    await page.getByText("Saved", { exact: true }).waitFor();
    await expect.poll(async () => (await ada.client.groups.get(groupId)).group?.settings.maySend).toBe("admins");
    // By keys: what is being saved keeps the focus, and the last of several choices is in force.
    const newcomers = side.getByRole("switch", { name: "New members see messages" });
    await newcomers.focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press("Space");
    await expect
      .poll(async () => (await ada.client.groups.get(groupId)).group?.settings.historyVisible)
      .toBe(await newcomers.isChecked());
    expect(await newcomers.evaluate((element) => element === document.activeElement)).toBe(true);
    await refuse();
    await who.selectOption("Everyone");
    await side.getByText("The server cannot be reached.").waitFor();
    expect(await who.inputValue()).toBe("admins");
    await side.getByRole("switch", { name: "Silence everyone but admins" }).click();
    await expect.poll(() => side.getByText("The server cannot be reached.").count()).toBe(2);
    expect(await side.getByRole("switch", { name: "Silence everyone but admins" }).isChecked()).toBe(false);

    await page.goto(`${url()}/#/c/${groupId}?side=manage/announcements`);
    await side.getByLabel("New announcement").fill("We meet on Monday");
    await side.getByRole("button", { name: "Publish" }).click();
    await side.getByText("The server cannot be reached.").waitFor();
    await page.locator("button:focus", { hasText: "Publish" }).waitFor();
    expect(await side.getByLabel("New announcement").inputValue()).toBe("We meet on Monday");
    await allow();
    await side.getByRole("button", { name: "Publish" }).click();
    await side.getByRole("listitem").filter({ hasText: "We meet on Monday" }).waitFor();
    // Another one is being written while this one is removed.
    await side.getByLabel("New announcement").fill("We meet on Tuesday");
    await side.getByRole("button", { name: "Remove", exact: true }).click();
    await side.getByText("(removed)").waitFor();
    expect(await side.getByLabel("New announcement").inputValue()).toBe("We meet on Tuesday");
    expect(chat.faults.filter((fault) => !fault.includes("ERR_FAILED"))).toEqual([]);
  });

  it("[WEB-141] a silence without an end says so in its line, beside the member and in place of the composer", async () => {
    const { ada, bob, groupId } = await makeGroup(url(), "Monks");
    const [admin, silenced] = [
      await ChatPage.signedIn(await browsers.newContext(), url(), ada),
      await ChatPage.signedIn(await browsers.newContext(), url(), bob),
    ];
    await silenced.openConversation("Monks");
    await admin.page.goto(`${url()}/#/c/${groupId}?side=members`);
    const side = admin.page.getByRole("complementary");
    await side.getByRole("button", { name: `More: ${bob.username}` }).click();
    await admin.page.getByRole("menuitem", { name: "Silence", exact: true }).click();
    const dialog = admin.page.getByRole("dialog", { name: `Silence ${bob.username}` });
    await dialog.getByRole("button", { name: "Until someone ends it" }).click();
    await side.getByText(`@${bob.username} · added by ${ada.username} · Silenced`, { exact: true }).waitFor();
    await admin.log.getByText(`You silenced ${bob.username} until someone ends it`).waitFor();
    await silenced.log.getByText(`${ada.username} silenced you until someone ends it`).waitFor();
    await silenced.page.getByText("You are silenced until an admin ends it.").waitFor();
    await side.getByRole("button", { name: `More: ${bob.username}` }).click();
    await admin.page.getByRole("menuitem", { name: "End silence" }).click();
    await silenced.composer.waitFor();
    // The row itself opens the person.
    await side.getByRole("button", { name: bob.username, exact: false }).first().click();
    await admin.page.getByRole("dialog").getByText(`@${bob.username}`).waitFor();
    expect([...admin.faults, ...silenced.faults]).toEqual([]);
  });
});
