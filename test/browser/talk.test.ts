// Two people with two browsers.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers, newCredentials } from "./support/talkers.ts";

describe.runIf(hasChromium)("two people", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[WEB-30] [WEB-217] sign up, find each other and talk; what is sent, delivered and read is seen by both", async () => {
    const [ada, bob] = [newCredentials("ada"), newCredentials("bob")];
    const [a, b] = await Promise.all([
      ChatPage.open(await browsers.newContext(), url()),
      ChatPage.open(await browsers.newContext(), url()),
    ]);
    await Promise.all([a.signUp(ada), b.signUp(bob)]);

    await a.startConversation(bob.username);
    await a.say("Hello **Bob**");
    await a.waitForState("Hello Bob", "Sent");
    const row = b.conversations.getByRole("button").filter({ hasText: ada.username });
    await row.getByText("1 unread message").waitFor({ state: "attached" });
    await row.click();
    expect(await b.message("Hello Bob").locator("strong").innerText()).toBe("Bob");
    await a.waitForState("Hello Bob", "Read");

    await b.say("Hello Ada");
    await a.message("Hello Ada").waitFor();
    await b.waitForState("Hello Ada", "Read");
    await expect.poll(() => a.shownTexts()).toEqual(["Hello Bob", "Hello Ada"]);
    await expect.poll(() => b.shownTexts()).toEqual(["Hello Bob", "Hello Ada"]);

    // Notes are written where people are found, and stand in the list by that name.
    await a.page.getByRole("button", { name: "New conversation" }).click();
    await a.page.getByRole("button", { name: /^Notes/ }).click();
    await a.page.getByText("Only you see what is here.").waitFor();
    await a.say("milk");
    await a.waitForState("milk", "Sent");
    await a.conversations.getByRole("button").filter({ hasText: "Notes" }).filter({ hasText: "milk" }).waitFor();
    expect([...a.faults, ...b.faults]).toEqual([]);
  });

  it("[WEB-30] signing in on another browser shows the same conversations", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["first", "second"]);
    const page = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    await page.openConversation(bob.username);
    await page.message("second").waitFor();
    await expect.poll(() => page.shownTexts()).toEqual(["first", "second"]);
  });
});
