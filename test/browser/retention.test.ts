// How long the messages of a conversation stay, in the page: the choice, the line that everybody sees, the header.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("messages that stay for a time only", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[EXPIRE-33] one person sets it, both see it in the conversation, its header and its details, and it is turned off", async () => {
    const { ada, bob } = await makeTalkers(url());
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const other = await ChatPage.signedIn(await browsers.newContext(), url(), bob);
    await chat.openConversation(bob.username);
    await other.openConversation(ada.username);
    for (const { page } of [chat, other]) await page.getByRole("button", { name: "Details", exact: true }).click();
    const side = chat.page.getByRole("complementary");
    await side.getByRole("button", { name: "Messages stay" }).click();
    await chat.page.getByRole("menuitem", { name: "1 day" }).click();
    await chat.page.getByText("You set messages to disappear after 1 day").waitFor();
    await side.getByRole("button", { name: "New messages disappear after 1 day" }).getByText("Set by you").waitFor();
    await other.page.getByText(`${ada.username} set messages to disappear after 1 day`).waitFor();
    await other.page.getByText("Messages disappear after 1 day", { exact: true }).waitFor({ state: "attached" });
    const theirs = other.page.getByRole("complementary").getByRole("button", { name: "New messages disappear" });
    await theirs.getByText(`Set by ${ada.username}`).waitFor();
    await theirs.click();
    await other.page.getByRole("menuitem", { name: "Off" }).click();
    await chat.page.getByText(`${bob.username} turned off disappearing messages`).waitFor();
    await side.getByRole("button", { name: "Messages stay" }).waitFor();
    expect(await chat.page.getByText("Messages disappear after 1 day", { exact: true }).count()).toBe(0);
  });
});
