// Whatever others write, in every place where it is shown.
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { hostileTexts } from "../support/hostile-texts.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";
import { harmIn, noHarm } from "./support/harm.ts";
import { makeTalkers } from "./support/talkers.ts";

/** What the page asked of others than its server. */
function watchRequests(page: Page, url: string): readonly string[] {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) elsewhere.push(request.url());
  });
  page.on("dialog", (dialog) => void dialog.dismiss());
  return elsewhere;
}

describe.runIf(hasChromium)("hostile texts", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[WEB-24] neither run nor fetch nor break the page, in messages and previews", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(hostileTexts.map(({ text }) => text));
    const page = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const elsewhere = watchRequests(page.page, url());
    for (const { text } of hostileTexts) {
      // Each is the newest once: the list of conversations shows it too.
      await bobWrites([text]);
    }
    await bobWrites(["the last of them"]);
    await page.openConversation(bob.username);
    // It opens at the first of them.
    await page.page.getByRole("button", { name: /new messages?$|To the newest message/ }).click();
    await page.message("the last of them").waitFor();
    await page.scrollThrough();
    expect(await harmIn(page.page)).toEqual(noHarm);
    expect(elsewhere).toEqual([]);
    expect(page.faults).toEqual([]);
  });

  it("[WEB-24] are shown as text in names, nicknames, groups, announcements, requests, replies and devices", async () => {
    const attack = "<img src=x onerror=window.hacked=1>";
    /** Turns what follows, wherever it stands. Names cannot have that (NAME-1). */
    const turning = (what: string): string => `${attack}\u202E\u2067${what}`;
    const shown = (what: string): string => attack + what;
    const name = shown;
    const { ada, bob, eve, groupId } = await makeGroup(url(), name("group"), name("person"));
    const { groups } = bob.client;
    await ada.client.groups.setRole(groupId, bob.id, "admin");
    await ada.client.groups.edit(groupId, { description: turning("about") });
    await ada.client.groups.edit(groupId, { settings: { joinPolicy: "approval" } });
    await groups.announce(groupId, turning("announced"));
    await groups.setNickname(groupId, bob.id, name("nick"));
    await eve.client.groups.join(groupId, { message: turning("word") });
    await eve.client.openDirect({ userId: ada.id });
    await ada.client.openDirect({ userId: eve.id });
    const { username, password } = ada;
    await ada.client.login({ username, password, device: { platform: "web", name: turning("device") } });
    await bob.client.connect();
    const said = await bob.client.send(groupId, `${turning("said")} first`).acked;
    await bob.client.send(groupId, `@${name("person")} answer`, { replyTo: said.messageId, mentions: [ada.id] }).acked;
    bob.client.close();

    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    const elsewhere = watchRequests(page, url());
    const harm: Record<string, unknown> = {};
    /** It must be there to be judged. */
    const judge = async (place: string, what: string): Promise<void> => {
      await page.getByText(shown(what), { exact: false }).first().waitFor();
      const found = await harmIn(page);
      if (JSON.stringify(found) !== JSON.stringify(noHarm)) harm[place] = found;
    };
    const details = page.getByRole("complementary");
    const visit = async (button: string, text: string): Promise<void> => {
      await details.getByRole("button", { name: button }).click();
      await judge(button, text);
      await details.getByRole("button", { name: "Back" }).click();
    };

    await judge("inbox", "group");
    await page.keyboard.press("Control+k");
    await page.getByRole("option").first().waitFor();
    await judge("switcher", "group");
    await page.keyboard.press("Escape");
    await chat.openConversation(shown("group"));
    await chat
      .message("answer")
      .getByRole("button")
      .filter({ hasText: shown("said") })
      .waitFor();
    expect(await chat.message("answer").locator(".mention").innerText()).toBe(`@${shown("person")}`);
    await judge("messages and lines between them", "nick");
    await chat.composer.fill("@");
    await judge("list of people to mention", "nick");
    await chat.composer.fill("");
    await page.getByRole("button", { name: "Details" }).click();
    await judge("group's details", "about");
    await judge("its announcement", "announced");
    const manage = details.getByRole("button", { name: "Manage group" });
    await manage.click();
    await visit("Requests to join", "word");
    await visit("Announcements", "announced");
    expect(await details.getByLabel("Name").inputValue()).toBe(shown("group"));
    await details.getByRole("button", { name: "Back" }).click();
    for (const item of ["Change nickname", "Silence", "Make owner", "Remove from group", "Ban"]) {
      await details.getByRole("button", { name: `More: ${shown("nick")}` }).click();
      await judge("a member's menu", "nick");
      await page.getByRole("menuitem", { name: item, exact: true }).click();
      await page.getByRole("dialog").getByText(shown("nick")).first().waitFor();
      await judge(item, "nick");
      await page.keyboard.press("Escape");
    }
    await groups.ban(groupId, eve.id);
    await manage.click();
    await visit("Banned people", "person");
    await page.goto(`${url()}/#/settings/devices`);
    await judge("settings", "device");
    await page.goto(`${url()}/#/new-group`);
    await judge("recent people", "person");

    const outside = await ChatPage.signedIn(await browsers.newContext(), url(), eve);
    await outside.page.goto(`${url()}/#/join/${groupId}`);
    await outside.page.getByRole("dialog").getByText(shown("about")).waitFor();
    expect(await harmIn(outside.page)).toEqual(noHarm);

    expect(harm).toEqual({});
    expect(elsewhere).toEqual([]);
    expect([...chat.faults, ...outside.faults]).toEqual([]);
  });
});
