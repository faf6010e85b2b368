// Browsers that keep nothing for the page, or lack what only pages with TLS have: it goes on, and says so.
import { contentText } from "@klatch/sdk";
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { breakStorage, type Broken } from "./support/broken-storage.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers, newCredentials } from "./support/talkers.ts";
import { untilInPage } from "./support/until-in-page.ts";

const barOf = (page: Page) => page.getByRole("region", { name: "Storage" });
const thisTabOnly = "What is new is in this tab only, and is gone when you close it.";

/** No secure context, as over plain http on a LAN. */
const lanHost = "klatch.test";

describe.runIf(hasChromium)("a browser that stores nothing", () => {
  const browsers = useBrowsers([`--host-resolver-rules=MAP ${lanHost} 127.0.0.1`]);
  const url = (): string => inject("serverUrl");

  it("[WEB-190] [WEB-191] the page goes on in memory and says so, however storage fails, beside a tab that has some", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["are you there?"]);
    const beside = await browsers.newContext();
    const first = await ChatPage.signedIn(beside, url(), ada);
    await first.openConversation(bob.username);
    const begin = async (how: Broken, why: string): Promise<ChatPage> => {
      const context = how === "refused" ? beside : await browsers.newContext();
      const chat = await ChatPage.open(context, "about:blank");
      await breakStorage(chat.page, how);
      await chat.page.goto(url());
      await chat.signIn(ada);
      await barOf(chat.page).getByText(`${why} ${thisTabOnly}`).waitFor();
      return chat;
    };
    const [chat, ...others] = await Promise.all([
      begin("refused", "Storage is blocked here."),
      begin("missing", "Storage is blocked here."),
      begin("silent", "Storage does not answer here."),
      begin("full", "Storage is full here."),
    ]);
    const { page } = chat;
    await chat.openConversation(bob.username);
    await chat.message("are you there?").waitFor();
    // One bar, wherever one is.
    expect(await barOf(page).count()).toBe(1);
    await page.getByRole("button", { name: "Emoji" }).click();
    await page.getByRole("dialog", { name: "Emoji" }).getByRole("button").first().click();
    await chat.say("here I am");
    await chat.waitForState("here I am", "Sent");
    await first.message("here I am").waitFor();
    await barOf(page).getByRole("button", { name: "Hide" }).click();
    await barOf(page).waitFor({ state: "detached" });
    // A device of its own: what it ends is its own session.
    await chat.signOut();
    await page.getByLabel("Username").waitFor();
    await first.say("still here");
    await first.waitForState("still here", "Sent");
    expect([chat, first, ...others].flatMap(({ faults }) => faults)).toEqual([]);
  });

  it("[WEB-192] a disk that fills up, and data that is deleted, lose nothing that was written, through a reload", async () => {
    const { ada, bob, api, tokens, conversationId } = await makeTalkers(url());
    const context = await browsers.newContext({ serviceWorkers: "allow" });
    await breakStorage(context, "fullLater");
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    await chat.say("stored");
    await chat.waitForState("stored", "Sent");
    // Without the network the page comes from its service worker, with the session that the disk has. The worker loads
    // its files while there is a network, and then takes the page over.
    await untilInPage(() =>
      page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated"),
    );
    await page.evaluate(() => Reflect.set(window, "isFull", true));
    await context.setOffline(true);
    await chat.say("on a full disk");
    await barOf(page).getByText("Storage is full here.").waitFor();
    await chat.waitForState("on a full disk", "Waiting");
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await chat.waitForState("on a full disk", "Waiting");
    expect(await barOf(page).count()).toBe(0);

    await page.evaluate(
      () =>
        new Promise((resolve) => {
          indexedDB.deleteDatabase("klatch").addEventListener("success", resolve);
        }),
    );
    await chat.say("without a database");
    await barOf(page).getByText("Klatch's data here was deleted.").waitFor();
    await context.setOffline(false);
    for (const text of ["on a full disk", "without a database"]) await chat.waitForState(text, "Sent");
    const log = await api.loadLog(tokens.bob, conversationId);
    const texts = log.flatMap((event) => (event.type === "new-message" ? [contentText(event.content)] : []));
    expect(texts).toEqual(["stored", "on a full disk", "without a database"]);
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-193] [WEB-194] [WEB-195] over plain http on a LAN a group is made and what is copied is in the clipboard, and without a network nothing goes blank", async () => {
    const bob = newCredentials("bob");
    const context = await browsers.newContext();
    const lan = url().replace(/\/\/[^:/]+/, `//${lanHost}`);
    const chat = await ChatPage.open(context, lan);
    const { page } = chat;
    expect(await page.evaluate(() => [isSecureContext, "randomUUID" in crypto])).toEqual([false, false]);
    await chat.signUp(newCredentials("ada"));
    const other = await ChatPage.open(await browsers.newContext(), lan);
    await other.signUp(bob);
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.getByRole("button", { name: "New group" }).click();
    await page.getByRole("combobox", { name: "Add people" }).pressSequentially(`@${bob.username},`);
    await page.getByRole("group", { name: "Chosen people" }).getByText(bob.username).waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("textbox", { name: "Group name" }).fill("On a LAN");
    await page.keyboard.press("Enter");
    await chat.log.waitFor();
    await other.openConversation("On a LAN");
    await chat.say("as it was *typed*");
    // The other has it open.
    await chat.waitForState("as it was", "Read");
    await chat.composer.press("Shift+Tab");
    await page.keyboard.press("c");
    await page.getByText("Text copied").waitFor();
    await chat.composer.press("Control+v");
    expect(await chat.composer.inputValue()).toBe("as it was *typed*");
    // In a modal dialog as well.
    await chat.composer.fill("");
    await chat.openMe("Share my link");
    await page.getByRole("dialog").getByRole("button", { name: "Copy link" }).click();
    await page.getByText("Link copied").waitFor();
    await page.keyboard.press("Escape");
    await chat.composer.press("Control+v");
    expect(await chat.composer.inputValue()).toContain(`${lan}/#/u/`);
    // Without a service worker: what was never looked at cannot be loaded, and nothing else is lost by that.
    await context.setOffline(true);
    await page.getByRole("button", { name: "Emoji" }).click();
    await page.getByRole("status").getByText("The server cannot be reached").waitFor();
    await chat.openMe("Settings");
    await page.getByRole("alert").getByText("The server cannot be reached").first().waitFor();
    // A reload would leave nothing of the page.
    await page.locator(".not-loaded").first().getByRole("button", { name: "Try again" }).click();
    await page.goBack();
    await chat.composer.fill("");
    await chat.say("written offline");
    await chat.waitForState("written offline", "Waiting");
    await chat.signOut();
    await page.getByText("You are signed out on this device. The server could not be told").waitFor();
    await page.getByRole("region", { name: "Messages that were not sent" }).getByText("written offline").waitFor();
    // Chromium's own word on such an address.
    const faults = [...chat.faults, ...other.faults].filter((fault) => !fault.includes("Cross-Origin-Opener-Policy"));
    expect(faults).toEqual([]);
  });

  it("[WEB-194] signing out needs no network: the device has nothing left, and the server is told when there is one", async () => {
    const { ada, bob, api, tokens } = await makeTalkers(url());
    const context = await browsers.newContext({ serviceWorkers: "allow" });
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    const other = await ChatPage.open(context, url());
    await other.ready();
    const devices = async (): Promise<number> => (await api.listDevices(tokens.ada)).length;
    const before = await devices();
    await context.setOffline(true);
    await chat.signOut();
    const told = page.getByText("You are signed out on this device. The server could not be told");
    await told.waitFor();
    await other.page.getByLabel("Username").waitFor();
    const kept = await page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open("klatch");
        request.addEventListener("success", () => resolve(request.result));
      });
      const names = [...database.objectStoreNames];
      const stores = database.transaction(names);
      const rows = names.map(
        (name) =>
          new Promise((resolve) => {
            const all = stores.objectStore(name).getAll();
            all.addEventListener("success", () => resolve(all.result));
          }),
      );
      return JSON.stringify([await Promise.all(rows), Object.entries(localStorage), Object.entries(sessionStorage)]);
    });
    expect(kept).not.toMatch(/refreshToken|accessToken|username|direct_/);
    expect(await devices()).toBe(before);
    await context.setOffline(false);
    await told.waitFor({ state: "detached" });
    await untilInPage(async () => (await devices()) === before - 1);
    expect(chat.faults).toEqual([]);
  });
});
