// Links to groups and people: followed after signing up, put off, asked for, passed on.
import { describe, expect, inject, it } from "vitest";
import type { BrowserContextOptions } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage, type Credentials } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";
import { newCredentials } from "./support/talkers.ts";

describe.runIf(hasChromium)("a link", () => {
  const browsers = useBrowsers();
  const open = async (address: string, options?: BrowserContextOptions): Promise<ChatPage> =>
    ChatPage.open(await browsers.newContext(options), `${inject("serverUrl")}/#/${address}`);
  const invitations = ({ page }: ChatPage) => page.getByRole("list", { name: "Invitations" });
  const dialog = ({ page }: ChatPage) => page.getByRole("dialog");

  /** By Enter, as people do who have filled in a form. */
  async function signUpByEnter({ page }: ChatPage, { username, password }: Credentials): Promise<void> {
    await page.getByLabel("Username").fill(username);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
  }

  it("[WEB-134] [WEB-137] to a group survives signing up, Enter, Esc, a reload and a lost network, until it is followed", async () => {
    const { ada, groupId } = await makeGroup(inject("serverUrl"), "Tea");
    await ada.client.groups.edit(groupId, { description: "Everything about tea" });
    await ada.client.groups.announce(groupId, "We meet at four");
    const { token } = await ada.client.groups.makeLink(groupId);
    const chat = await open(`join/${token}`, { serviceWorkers: "allow" });
    const { page } = chat;
    await page.getByText("to see the group you were invited to").waitFor();
    await signUpByEnter(chat, newCredentials("new"));
    await dialog(chat).getByRole("heading", { name: "Tea" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await dialog(chat).getByRole("button", { name: "Join", exact: true }).waitFor();
    const report = new AxeReport(page);
    await report.judge("the invitation");
    await page.keyboard.press("Escape");
    await dialog(chat).waitFor({ state: "detached" });
    const row = invitations(chat).getByRole("button", { name: "Tea You are invited" });
    await row.waitFor();
    await report.judge("the row");
    expect(report.found).toEqual({});
    await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
    await page.context().setOffline(true);
    await page.reload();
    await row.click();
    await dialog(chat).getByText("The server cannot be reached.").waitFor();
    await page.context().setOffline(false);
    await dialog(chat).getByRole("button", { name: "Join", exact: true }).click();
    await chat.log.getByText("You joined today. Earlier messages are not visible to you.").waitFor();
    await chat.log.getByText("Everything about tea").waitFor();
    await report.judge("the card of a newcomer");
    expect(report.found).toEqual({});
    await chat.log.getByRole("button", { name: "Say hello" }).click();
    await expect.poll(() => chat.composer.inputValue()).toBe("👋");
    await page.keyboard.press("Enter");
    await chat.waitForState("👋", "Sent");
    await chat.log.getByRole("button", { name: "Say hello" }).waitFor({ state: "detached" });
    await chat.log.getByRole("button", { name: "Announcement We meet at four" }).click();
    await page.getByRole("complementary").getByText("We meet at four").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await invitations(chat).waitFor({ state: "detached" });
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-135] a request to join is not forgotten, here and on other devices, and nobody else sees it", async () => {
    const { ada, eve, groupId } = await makeGroup(inject("serverUrl"), "Choir");
    const chat = await open(`join/${groupId}`);
    const { page } = chat;
    await chat.signIn(eve);
    await dialog(chat).getByLabel("A message to the admins").fill("May I?");
    await dialog(chat).getByRole("button", { name: "Ask to join" }).click();
    await dialog(chat).getByText("You have asked to join.").waitFor();
    // The form that had the focus is gone.
    await page.locator("dialog :focus").waitFor();
    await page.keyboard.press("Escape");
    const row = invitations(chat).getByRole("button", { name: "Choir Asked to join" });
    await row.waitFor();
    await page.reload();
    await row.waitFor();
    await ada.client.groups.answerRequest(groupId, eve.id, false);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await invitations(chat).getByRole("button", { name: "Choir You are invited" }).click();
    await dialog(chat).getByRole("button", { name: "Ask to join" }).click();
    await page.locator("dialog :focus").waitFor();
    await page.keyboard.press("Escape");
    await row.waitFor();

    const other = await open(`join/${groupId}`);
    await other.signIn(eve);
    await dialog(other).getByText("You have asked to join.").waitFor();
    await dialog(other).getByRole("button", { name: "Withdraw request" }).click();
    await dialog(other).getByRole("button", { name: "Ask to join" }).click();
    await dialog(other).getByText("You have asked to join.").waitFor();

    await ada.client.groups.answerRequest(groupId, eve.id, true);
    await chat.conversations.getByRole("button").filter({ hasText: "Choir" }).waitFor();
    await invitations(chat).waitFor({ state: "detached" });
    await dialog(other).getByText("You are in this group.").waitFor();
    expect([...chat.faults, ...other.faults]).toEqual([]);
  });

  it("[WEB-135] one that does not work says so, and is taken away", async () => {
    const { ada, eve, groupId } = await makeGroup(inject("serverUrl"), "Quiet");
    const { linkId, token } = await ada.client.groups.makeLink(groupId);
    await ada.client.groups.revokeLink(groupId, linkId);
    const chat = await open(`join/${token}`);
    await chat.signIn(eve);
    await dialog(chat).getByText("This link no longer works").waitFor();
    await chat.page.keyboard.press("Escape");
    await invitations(chat).getByRole("button", { name: "Dismiss the invitation: Invitation to a group" }).click();
    await invitations(chat).waitFor({ state: "detached" });

    await ada.client.groups.ban(groupId, eve.id);
    await chat.page.goto(`${inject("serverUrl")}/#/join/${groupId}`);
    await dialog(chat).getByText("You are banned from this group.").waitFor();
    await dialog(chat).getByRole("button", { name: "Remove invitation" }).click();
    await dialog(chat).waitFor({ state: "detached" });
    expect(await invitations(chat).count()).toBe(0);
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-136] of one's own is a code and an address, and leads who opens it to a conversation", async () => {
    const ada = newCredentials("ada");
    const mine = await open("chats");
    await mine.signUp(ada);
    await mine.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await mine.openMe("Share my link");
    const address = `${inject("serverUrl")}/#/u/${ada.username}`;
    await dialog(mine)
      .getByRole("img", { name: `QR code of your link: ${address}` })
      .waitFor();
    const report = new AxeReport(mine.page);
    await report.judge("my link");
    expect(report.found).toEqual({});
    await dialog(mine).getByRole("button", { name: "Copy link" }).click();
    await mine.page.getByText("Link copied").waitFor();
    expect(await mine.page.evaluate(() => navigator.clipboard.readText())).toBe(address);

    const other = await open(`u/${ada.username}`);
    await other.page.getByText(`to write to @${ada.username}`).waitFor();
    await signUpByEnter(other, newCredentials("bob"));
    await dialog(other).getByRole("heading", { name: ada.username }).waitFor();
    await other.page.keyboard.press("Enter");
    await other.page.keyboard.press("Escape");
    await invitations(other)
      .getByRole("button", { name: `@${ada.username} You opened this link` })
      .click();
    await dialog(other).getByRole("button", { name: "Message", exact: true }).click();
    await other.log.waitFor();
    await other.page.keyboard.press("Escape");
    await invitations(other).waitFor({ state: "detached" });
    // One that is opened by somebody who is signed in is not lost either, and ends with the conversation.
    const eve = newCredentials("eve");
    await (await open("chats")).signUp(eve);
    await other.page.goto(`${inject("serverUrl")}/#/u/%40${eve.username.toUpperCase()}`);
    await dialog(other).getByRole("button", { name: "Message", exact: true }).waitFor();
    await other.page.keyboard.press("Escape");
    await invitations(other).getByText("You opened this link").waitFor();
    await other.startConversation(eve.username);
    await other.page.keyboard.press("Escape");
    await invitations(other).waitFor({ state: "detached" });
    await other.page.goto(`${inject("serverUrl")}/#/u/nobody_at_all`);
    await dialog(other).getByText("Nobody here is called @nobody_at_all.").waitFor();
    // Without a network it leads to the conversation that is there.
    await other.page.context().setOffline(true);
    await other.page.evaluate((name) => (location.hash = `#/u/${name}`), eve.username);
    await dialog(other).getByRole("button", { name: "Message", exact: true }).click();
    await other.log.waitFor();
    await other.page.context().setOffline(false);
    // One's own, opened before signing in, is no invitation.
    const again = await open(`u/@${ada.username}`);
    await again.page.getByText(`to write to @${ada.username}`).waitFor();
    await again.signIn(ada);
    await dialog(again).getByRole("heading", { name: "Share my link" }).waitFor();
    await again.page.keyboard.press("Escape");
    await dialog(again).waitFor({ state: "detached" });
    expect(await invitations(again).count()).toBe(0);
    expect([...mine.faults, ...other.faults, ...again.faults]).toEqual([]);
  });
});
