// What is open is closed one by one: by Esc, ×, a click beside it, the arrow, and the browser's back.
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";

const addressOf = (page: Page): string => new URL(page.url()).hash.replace(/^#\/c\/[^/?]+/, "#/c");

async function untilAt(page: Page, address: string): Promise<void> {
  await expect.poll(() => addressOf(page)).toBe(address);
}

describe.runIf(hasChromium)("back", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[WEB-71] [WEB-72] closes one thing at a time, in a wide window and on a phone, and leads into no other conversation", async () => {
    const { ada, bob } = await makeGroup(url(), "Rowers");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    await chat.startConversation(bob.username);
    await chat.openConversation("Rowers");
    await page.getByRole("button", { name: "Details" }).click();
    await page.getByRole("complementary").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.goBack();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await untilAt(page, "#/c?side=info");
    await page.goBack();
    await page.getByRole("complementary").waitFor({ state: "detached" });
    await untilAt(page, "#/c");
    // With nothing open Esc leads to the list, again and again, and the conversation stays.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Rowers" }).first().waitFor();
    await untilAt(page, "#/c");
    // Back into it from there, and by the second of two quick clicks.
    await page.keyboard.press("Enter");
    await page.keyboard.type("typed");
    expect(await chat.composer.inputValue()).toBe("typed");
    await chat.conversations.getByRole("button").filter({ hasText: "Rowers" }).dblclick();
    await page.keyboard.type(" again");
    expect(await chat.composer.inputValue()).toBe("typed again");
    await page.goBack();
    await untilAt(page, "#/chats");
    await page.getByRole("heading", { name: "Choose a conversation" }).waitFor();

    await page.setViewportSize({ width: 390, height: 760 });
    await page.getByRole("button", { name: "New conversation" }).click();
    await untilAt(page, "#/new");
    await page.getByRole("button", { name: /New group/ }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await untilAt(page, "#/new");
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await untilAt(page, "#/chats");
    await chat.openConversation("Rowers");
    await page.getByRole("button", { name: "Details" }).click();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await untilAt(page, "#/c");
    await page.getByRole("button", { name: "Back to conversations" }).click();
    await untilAt(page, "#/chats");
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-71] a conversation that is opened by its address leads back to the list", async () => {
    const { ada } = await makeGroup(url(), "Divers");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    await chat.openConversation("Divers");
    const address = page.url();
    await page.goto("about:blank");
    await page.goto(`${address}?side=manage/links`);
    await page.getByRole("heading", { name: "Invite links" }).waitFor();
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await untilAt(page, "#/c");
    await page.goBack();
    await untilAt(page, "#/chats");
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-38] [WEB-71] [WEB-109] a side panel that lies over the page gives way to what the list opens, and comes back with it closed", async () => {
    const { ada } = await makeGroup(url(), "Bowlers");
    const chat = await ChatPage.signedIn(
      await browsers.newContext({ viewport: { width: 1_000, height: 760 } }),
      url(),
      ada,
    );
    const { page } = chat;
    await chat.openConversation("Bowlers");
    await page.getByRole("button", { name: "Details" }).click();
    const side = page.getByRole("complementary");
    await side.waitFor();
    await page.evaluate(() => (location.hash = "#/new"));
    await side.waitFor({ state: "detached" });
    await page.getByRole("button", { name: /New group/ }).click();
    await page.getByRole("dialog").waitFor();
    // Beside the dialog.
    await page.mouse.click(5, 300);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await chat.focusedText()).toMatch(/^New group/);
    await page.keyboard.press("Escape");
    await side.waitFor();
    await untilAt(page, "#/c?side=info");
    // Beside the page it lies over nothing.
    await page.evaluate(() => (location.hash = "#/new"));
    await side.waitFor({ state: "detached" });
    await page.setViewportSize({ width: 1_280, height: 760 });
    await side.waitFor();
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-72] ↓ leads nowhere from the last message of a conversation without a composer, and Esc to the list", async () => {
    const { ada, groupId } = await makeGroup(url(), "Anglers");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    await chat.openConversation("Anglers");
    await chat.say("Last words");
    await chat.waitForState("Last words", "Sent");
    await ada.client.groups.dissolve(groupId);
    await page.getByText("This group was dissolved. Its messages stay here.").waitFor();
    const message = page.getByRole("log").locator("[data-key][tabindex='0']");
    await message.focus();
    await page.keyboard.press("ArrowDown");
    expect(await message.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Escape");
    expect(await chat.focusedText()).toContain("Anglers");
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-71] a reply that was begun stays under what is opened over the conversation, and is closed after it", async () => {
    const { ada } = await makeGroup(url(), "Punters");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    await chat.openConversation("Punters");
    await chat.say("To answer");
    await chat.waitForState("To answer", "Sent");
    await chat.answerLast();
    const strip = page.getByText("Reply to ");
    await page.getByRole("button", { name: "Details" }).click();
    await untilAt(page, "#/c?side=info");
    await page.getByRole("complementary").waitFor();
    expect(await strip.count()).toBe(1);
    await page.evaluate((username) => (location.hash = `#/u/${username}`), ada.username);
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.goBack();
    await page.getByRole("complementary").waitFor({ state: "detached" });
    expect(await strip.count()).toBe(1);
    await page.keyboard.press("Escape");
    await strip.waitFor({ state: "detached" });
    await untilAt(page, "#/c");
    await page.goBack();
    await untilAt(page, "#/chats");
    expect(chat.faults).toEqual([]);
  });
});
