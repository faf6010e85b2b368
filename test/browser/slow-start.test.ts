// A start whose files come late: the conversations do not wait for what shows one of them.
import type { Route } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

const conversationFile = "**/assets/conversation-*.js";
const partsFile = "**/assets/message-parts-*.js";

describe.runIf(hasChromium)("a start whose files come late", () => {
  const browsers = useBrowsers();

  it("[WEB-160] [WEB-161] the conversations are there before an open one can be, and what was chosen meanwhile opens", async () => {
    const { ada, bob } = await makeTalkers(inject("serverUrl"));
    const context = await browsers.newContext();
    const held: Route[] = [];
    await context.route(conversationFile, (route) => void held.push(route));
    const a = await ChatPage.signedIn(context, inject("serverUrl"), ada);
    const row = a.conversations.getByRole("button").filter({ hasText: bob.username });
    await row.waitFor();
    await expect.poll(() => held.length).toBe(1);
    await row.click();
    await a.page.locator("main [aria-busy='true']").waitFor();
    expect(await a.log.count()).toBe(0);

    await Promise.all(held.map((route) => route.continue()));
    await a.log.waitFor();
    await expect.poll(() => a.composer.evaluate((box) => box === document.activeElement)).toBe(true);
    await a.say("late, but there");
    await a.message("late, but there").waitFor();
    expect(a.faults).toEqual([]);
  });

  it("[WEB-283] keys that act on messages wait for the file that knows them, and do what they mean, in their order", async () => {
    const { ada, bob, bobWrites, adaWrites } = await makeTalkers(inject("serverUrl"));
    await bobWrites(["are you there?"]);
    await adaWrites(["on my way"]);
    const context = await browsers.newContext();
    const held: Route[] = [];
    await context.route(partsFile, (route) => void held.push(route));
    const a = await ChatPage.signedIn(context, inject("serverUrl"), ada);
    const { page } = a;
    await a.openConversation(bob.username);
    await a.message("on my way").waitFor();
    await expect.poll(() => held.length).toBe(1);

    await a.toLastMessage();
    await page.keyboard.press("1");
    // What is typed behind it belongs to the edit.
    await page.keyboard.press("e");
    await page.keyboard.type("!");
    expect(await a.composer.inputValue()).toBe("");
    await Promise.all(held.splice(0).map((route) => route.continue()));
    await page.getByText("Edit message").waitFor();
    await expect.poll(() => a.composer.inputValue()).toBe("on my way!");
    await page.keyboard.press("Enter");
    await a.message("on my way!").getByText("edited").waitFor();
    await a
      .message("on my way!")
      .getByRole("group", { name: "Reactions" })
      .getByRole("button", { name: /👍, 1/ })
      .waitFor();
    expect(a.faults).toEqual([]);
  });

  it("[WEB-283] what is typed behind ↑ in the empty composer waits with it", async () => {
    const { ada, bob, adaWrites } = await makeTalkers(inject("serverUrl"));
    await adaWrites(["on my way"]);
    const context = await browsers.newContext();
    const held: Route[] = [];
    await context.route(partsFile, (route) => void held.push(route));
    const a = await ChatPage.signedIn(context, inject("serverUrl"), ada);
    await a.openConversation(bob.username);
    await a.message("on my way").waitFor();
    await expect.poll(() => held.length).toBe(1);
    await a.composer.press("ArrowUp");
    await a.page.keyboard.type("!");
    expect(await a.composer.inputValue()).toBe("");
    await Promise.all(held.splice(0).map((route) => route.continue()));
    await a.page.getByText("Edit message").waitFor();
    await expect.poll(() => a.composer.inputValue()).toBe("on my way!");
    expect(a.faults).toEqual([]);
  });

  it("[WEB-283] ↑ in the empty composer waits too, and a file that does not come is said", async () => {
    const { ada, bob, adaWrites } = await makeTalkers(inject("serverUrl"));
    await adaWrites(["on my way"]);
    const context = await browsers.newContext();
    let isThere = false;
    await context.route(partsFile, (route) => (isThere ? route.continue() : route.abort()));
    const a = await ChatPage.signedIn(context, inject("serverUrl"), ada);
    await a.openConversation(bob.username);
    await a.message("on my way").waitFor();
    await a.composer.press("ArrowUp");
    await a.page.getByText("The server cannot be reached.").waitFor();
    isThere = true;
    // A browser remembers a file that did not come: the page is loaded anew.
    const loaded = a.page.waitForEvent("load");
    await a.page.getByRole("button", { name: "Try again" }).click();
    await loaded;
    await a.message("on my way").waitFor();
    await a.composer.press("ArrowUp");
    await a.page.getByText("Edit message").waitFor();
    await expect.poll(() => a.composer.inputValue()).toBe("on my way");
  });

  it("[WEB-161] where its file cannot be loaded, the conversation says so and can be tried again", async () => {
    const { ada, bob } = await makeTalkers(inject("serverUrl"));
    const context = await browsers.newContext();
    await context.route(conversationFile, (route) => route.abort());
    const a = await ChatPage.signedIn(context, inject("serverUrl"), ada);
    await a.conversations.getByRole("button").filter({ hasText: bob.username }).click();
    const main = a.page.getByRole("main");
    const told = main.getByText("The server cannot be reached.");
    await told.waitFor();
    // In one column nothing else leads back.
    await a.page.setViewportSize({ width: 390, height: 844 });
    await main.getByRole("button", { name: "Back", exact: true }).click();
    await a.conversations.getByRole("button").filter({ hasText: bob.username }).click();
    await told.waitFor();
    await context.unroute(conversationFile);
    await main.getByRole("button", { name: "Try again" }).click();
    await a.log.waitFor();
    expect(a.faults).toEqual([]);
  });
});
