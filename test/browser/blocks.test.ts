// Somebody does not want to hear of somebody else.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("blocks", () => {
  const browsers = useBrowsers();

  it("[WEB-290] [WEB-291] [BLOCK-3] a person is blocked in their details, on all devices, and unblocked there, where one would write and in the settings", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(inject("serverUrl"));
    await bobWrites(["one"]);
    const url = inject("serverUrl");
    const [chat, other, his] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), url, ada),
      ChatPage.signedIn(await browsers.newContext(), url, ada),
      ChatPage.signedIn(await browsers.newContext(), url, bob),
    ]);
    for (const page of [chat, other]) await page.openConversation(bob.username);
    await his.openConversation(ada.username);
    const block = async (): Promise<void> => {
      await chat.page.getByRole("button", { name: "Block", exact: true }).click();
      const dialog = chat.page.getByRole("dialog", { name: `Block ${bob.username}?` });
      await dialog.getByRole("button", { name: "Block", exact: true }).click();
      await dialog.waitFor({ state: "detached" });
    };
    const blocked = "You blocked this person. Unblock them to write.";
    await chat.page.getByRole("button", { name: "Details" }).click();
    await block();
    for (const page of [chat, other]) {
      await page.page.getByText(blocked).waitFor();
      expect(await page.composer.count()).toBe(0);
    }
    // He is told by nothing but what becomes of his message.
    await his.say("hello?");
    await his.waitForState("hello?", "Not sent");
    await his.page.getByText("It was not accepted.").first().waitFor();

    await other.page.getByRole("button", { name: "Unblock", exact: true }).click();
    await other.composer.waitFor();
    await chat.composer.waitFor();
    await block();
    await other.page.getByText(blocked).waitFor();
    await other.openMe("Settings");
    await other.page.getByRole("button", { name: /^Privacy/ }).click();
    await other.page.getByText(`@${bob.username}`).waitFor();
    await other.page.getByRole("button", { name: "Unblock", exact: true }).click();
    await other.page.getByText("Nobody is blocked.").waitFor();
    await chat.say("again");
    await his.message("again").waitFor();
    expect([...chat.faults, ...other.faults, ...his.faults]).toEqual([]);
  });
});
