// What a person wrote and what they were sent, through everything that may come between.
import { contentText } from "@klatch/sdk";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";
import { makeTalkers } from "./support/talkers.ts";
import { useWire } from "./support/wire.ts";

describe.runIf(hasChromium)("interruptions", () => {
  const browsers = useBrowsers();
  const wire = useWire();

  /** Ada's page, with the conversation open, and Bob behind the API. */
  async function open() {
    const talkers = await makeTalkers(inject("serverUrl"));
    await talkers.bobWrites(["before"]);
    const context = await browsers.newContext({ serviceWorkers: "allow" });
    const page = await ChatPage.signedIn(context, wire().url, talkers.ada);
    await page.openConversation(talkers.bob.username);
    await page.message("before").waitFor();
    const logOfBob = async (): Promise<readonly string[]> =>
      (await talkers.api.loadLog(talkers.tokens.bob, talkers.conversationId)).flatMap((event) =>
        event.type === "new-message" ? [contentText(event.content)] : [],
      );
    return { ...talkers, context, page, logOfBob };
  }

  it("[WEB-31] offline one reads and writes; back again both sides have everything once", async () => {
    const { context, page, bobWrites, logOfBob } = await open();
    wire().cut();
    await context.setOffline(true);
    await page.say("written offline");
    await page.waitForState("written offline", "Waiting");
    await bobWrites(["meanwhile"]);
    expect(await logOfBob()).toEqual(["before", "meanwhile"]);
    wire().mend();
    await context.setOffline(false);
    await page.waitForState("written offline", "Sent");
    await page.message("meanwhile").waitFor();
    await expect.poll(() => page.shownTexts()).toEqual(["before", "meanwhile", "written offline"]);
    expect(await logOfBob()).toEqual(["before", "meanwhile", "written offline"]);
  });

  it("[WEB-32] a page that is reloaded offline shows what it knew, and what waits is sent when it can be", async () => {
    const { context, page, bob, logOfBob } = await open();
    await page.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
    wire().cut();
    await context.setOffline(true);
    await page.say("to be kept");
    await page.waitForState("to be kept", "Waiting");
    await page.page.reload();
    await page.message("before").waitFor();
    await page.waitForState("to be kept", "Waiting");
    await page.conversations.getByRole("button").filter({ hasText: bob.username }).waitFor();
    wire().mend();
    await context.setOffline(false);
    await page.waitForState("to be kept", "Sent");
    expect(await logOfBob()).toEqual(["before", "to be kept"]);
  });

  it("[WEB-31] what is written where nothing could be loaded waits in sight, and all comes when the network is back", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(inject("serverUrl"));
    await bobWrites(["before"]);
    const context = await browsers.newContext();
    const page = await ChatPage.signedIn(context, wire().url, ada);
    // His name comes by a call of its own, after the conversation.
    const row = page.conversations.getByRole("button").filter({ hasText: bob.username });
    await row.filter({ hasText: "before" }).waitFor();
    wire().cut();
    await context.setOffline(true);
    await page.openConversation(bob.username);
    await page.log.getByRole("alert").waitFor();
    await page.say("into the dark");
    await page.waitForState("into the dark", "Waiting");
    wire().mend();
    await context.setOffline(false);
    await page.waitForState("into the dark", "Sent");
    await page.message("before").waitFor();
    await expect.poll(() => page.shownTexts()).toEqual(["before", "into the dark"]);
    expect(page.faults).toEqual([]);
  });

  it("[WEB-33] a reload in the middle of sending loses nothing, doubles nothing and keeps the order", async () => {
    const { page, logOfBob } = await open();
    const texts = Array.from({ length: 20 }, (_, n) => `line ${n + 1} of 20`);
    for (const text of texts) await page.say(text);
    await page.waitUntilKept("line 20 of 20");
    await page.page.reload();
    await page.waitForState("line 20 of 20", "Sent");
    expect(await logOfBob()).toEqual(["before", ...texts]);
    // Rows above the screen are in the page only when the list has come to rest.
    await expect.poll(async () => (await page.shownTexts()).slice(-20)).toEqual(texts);
  });

  it("[WEB-39] [WEB-92] what the server refused says why, is sent again when asked to, or put away", async () => {
    const { ada, bob, groupId } = await makeGroup(inject("serverUrl"), "Builders");
    const context = await browsers.newContext();
    const page = await ChatPage.signedIn(context, wire().url, bob);
    await page.openConversation("Builders");
    await page.log.getByText("Ada").first().waitFor();
    wire().cut();
    await context.setOffline(true);
    for (const text of ["to be sent again", "to be put away"]) {
      await page.say(text);
      await page.waitForState(text, "Waiting");
    }
    // Bob does not know of it while he writes.
    await ada.client.groups.edit(groupId, { allSilenced: true });
    wire().mend();
    await context.setOffline(false);
    for (const text of ["to be sent again", "to be put away"]) await page.waitForState(text, "Not sent");
    const refused = page.message("to be sent again");
    await refused.getByRole("alert").getByText("You cannot write here at the moment").waitFor();

    await refused.getByRole("button", { name: "Send again" }).click();
    await page.waitForState("to be sent again", "Not sent");
    await ada.client.groups.edit(groupId, { allSilenced: false });
    await page.composer.waitFor();
    await refused.getByRole("button", { name: "Send again" }).click();
    await page.waitForState("to be sent again", "Sent");
    // By key: the focus is not lost with the message.
    const putAway = page.message("to be put away");
    await putAway.getByRole("button", { name: "Discard" }).waitFor();
    await page.composer.press("ArrowUp");
    await expect.poll(() => putAway.evaluate((row) => row === document.activeElement)).toBe(true);
    await page.page.keyboard.press("Delete");
    await putAway.waitFor({ state: "detached" });
    expect(await refused.evaluate((row) => row === document.activeElement)).toBe(true);
    await page.untilOutboxKept(0);
    await page.page.reload();
    await page.message("to be sent again").waitFor();
    await expect.poll(() => page.shownTexts()).toEqual(["to be sent again"]);
    expect(page.faults).toEqual([]);
  });
});
