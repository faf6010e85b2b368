// The list of conversations as people meet it: what is new in each, and what they can do with it.
import type { Locator } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { Finger } from "./support/finger.ts";
import { makeGroup } from "./support/group-people.ts";
import { makeTalkers, newCredentials } from "./support/talkers.ts";

describe.runIf(hasChromium)("the inbox", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");
  const rowOf = (chat: ChatPage, title: string): Locator =>
    chat.conversations.getByRole("button").filter({ hasText: title });
  const titles = async (chat: ChatPage): Promise<string[]> =>
    chat.conversations.getByRole("listitem").locator(".inbox-row-title").allInnerTexts();
  const badge = (row: Locator, words: string): Locator => row.getByText(words, { exact: true });

  it("[WEB-110] [WEB-111] [WEB-112] [COUNT-7] says who added one and who mentions one; what is read stays listed until one leaves it", async () => {
    const { ada, bob, groupId } = await makeGroup(url(), "Tea");
    const { groups } = ada.client;
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), bob);
    const tea = rowOf(chat, "Tea");
    await tea.getByText(`${ada.username} created the group`).waitFor();
    const { id } = await groups.create({ name: "Cake", memberIds: [] });
    await groups.addMembers(id, [bob.id]);
    await rowOf(chat, "Cake").getByText(`${ada.username} added you`).waitFor();
    expect(await titles(chat)).toEqual(["Cake", "Tea"]);
    // A new name moves nothing.
    await groups.edit(groupId, { description: "At four" });

    await ada.client.connect();
    await ada.client.send(id, "Anybody?").acked;
    await ada.client.send(groupId, "Bob, sugar?", { mentions: [bob.id] }).acked;
    // A device that begins now was told of no message.
    const other = await ChatPage.signedIn(await browsers.newContext(), url(), bob);
    for (const page of [chat, other])
      await badge(rowOf(page, "Tea"), "You are mentioned").waitFor({ state: "attached" });
    expect(await titles(chat)).toEqual(["Tea", "Cake"]);

    await chat.page.getByRole("button", { name: "Mentions", exact: true }).click();
    await expect.poll(() => titles(chat)).toEqual(["Tea"]);
    await tea.click();
    await chat.message("Bob, sugar?").waitFor();
    // Read here, and so on the other device.
    for (const page of [chat, other])
      await badge(rowOf(page, "Tea"), "You are mentioned").waitFor({ state: "detached" });
    expect(await titles(chat)).toEqual(["Tea"]);
    await chat.page.getByRole("button", { name: "Mentions", exact: true }).click();
    await chat.page.getByRole("heading", { name: "No mentions" }).waitFor();

    await chat.page.getByRole("button", { name: "Unread", exact: true }).click();
    await expect.poll(() => titles(chat)).toEqual(["Cake"]);
    await badge(rowOf(chat, "Cake"), "1 unread message").waitFor({ state: "attached" });
    await chat.page.getByRole("button", { name: "All", exact: true }).click();
    await expect.poll(() => titles(chat)).toEqual(["Tea", "Cake"]);
    ada.client.close();
    expect([...chat.faults, ...other.faults]).toEqual([]);
  });

  it("[WEB-110] [WEB-32] shows what waits first, after a reload without a network too, and how far it is", async () => {
    const { ada, bob, api, tokens, bobWrites } = await makeTalkers(url());
    const cleo = newCredentials("cleo");
    const session = await api.register(cleo);
    const withCleo = await api.openDirect(tokens.ada, session.user.id);
    await api.sendText(tokens.ada, withCleo, "one", "Hello Cleo");
    await bobWrites(["Hello Ada"]);
    const context = await browsers.newContext({ serviceWorkers: "allow" });
    const chat = await ChatPage.signedIn(context, url(), ada);
    await chat.page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    await badge(rowOf(chat, cleo.username), "Sent").waitFor({ state: "attached" });
    await chat.openConversation(cleo.username);
    await expect.poll(() => titles(chat)).toEqual([bob.username, cleo.username]);
    await context.setOffline(true);
    await chat.say("Are you there?");
    await chat.waitUntilKept("Are you there?");
    await expect.poll(() => titles(chat)).toEqual([cleo.username, bob.username]);
    await chat.page.reload();
    const row = rowOf(chat, cleo.username);
    await row.getByText("You: Are you there?").waitFor();
    await badge(row, "Waiting").waitFor({ state: "attached" });
    expect(await titles(chat)).toEqual([cleo.username, bob.username]);
    await context.setOffline(false);
    await badge(row, "Sent").waitFor({ state: "attached" });
    const reader = await ChatPage.signedIn(await browsers.newContext(), url(), cleo);
    await reader.openConversation(ada.username);
    await badge(row, "Read").waitFor({ state: "attached" });
  });

  it("[WEB-114] Alt and the arrows go from one conversation to the next, with Shift to what is unread", async () => {
    const { ada, bob, bobWrites, api, tokens } = await makeTalkers(url());
    const peers = ["dan", "eve"].map((name) => newCredentials(name));
    for (const peer of peers) {
      const session = await api.register(peer);
      const id = await api.openDirect(tokens.ada, session.user.id);
      await api.sendText(tokens.ada, id, "one", "Hello");
    }
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const [dan = "", eve = ""] = peers.map(({ username }) => username);
    await expect.poll(() => titles(chat)).toEqual([eve, dan, bob.username]);
    const opened = (title: string): Promise<void> =>
      chat.conversations.locator("[aria-current='true']").filter({ hasText: title }).waitFor();
    await chat.page.keyboard.press("Alt+ArrowDown");
    await opened(eve);
    await chat.composer.fill("half a thought");
    await chat.page.keyboard.press("Alt+ArrowDown");
    await opened(dan);
    await chat.page.keyboard.press("Alt+ArrowUp");
    await opened(eve);
    await bobWrites(["unread"]);
    await expect.poll(() => titles(chat)).toEqual([bob.username, eve, dan]);
    await chat.page.keyboard.press("Alt+ArrowDown");
    await opened(dan);
    await chat.page.keyboard.press("Alt+Shift+ArrowUp");
    await opened(bob.username);
    await chat.message("unread").waitFor();
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-113] [WEB-200] on a phone swipes mark as read and archive, and one down scrolls; the menu has the same", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["one", "two"]);
    const context = await browsers.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const chat = await ChatPage.signedIn(context, url(), ada);
    const row = rowOf(chat, bob.username);
    const unread = badge(row, "2 unread messages");
    await unread.waitFor({ state: "attached" });
    const finger = await Finger.on(chat.page);
    const drag = (dx: number, dy: number): Promise<void> => finger.swipe(row, dx, dy);
    await drag(4, 100);
    await drag(50, 0);
    await unread.waitFor({ state: "attached" });
    await drag(-120, 0);
    await row.waitFor({ state: "detached" });
    await chat.page.getByRole("button", { name: "Undo" }).click();
    await unread.waitFor({ state: "attached" });
    await row.click({ button: "right" });
    await chat.page.getByRole("menuitem", { name: "Mark as read" }).waitFor();
    await chat.page.keyboard.press("Escape");
    await drag(120, 0);
    await unread.waitFor({ state: "detached" });
    // It was no tap.
    expect(await chat.log.count()).toBe(0);
    expect(await row.evaluate((element) => (element as HTMLElement).style.translate)).toBe("");
    // Chromium takes a tap right after such a quick move for the end of its fling.
    await row.click();
    await chat.message("two").waitFor();
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-200] [WEB-201] [WEB-202] [WEB-203] [WEB-204] pins, mutes, archives, marks and stars, by keyboard, on all devices; a message brings back", async () => {
    const { ada, bob, bobWrites, api, tokens } = await makeTalkers(url());
    const dan = newCredentials("dan");
    const session = await api.register(dan);
    const withDan = await api.openDirect(tokens.ada, session.user.id);
    await bobWrites(["older"]);
    await api.sendText(tokens.ada, withDan, "one", "Hello");
    const [chat, other] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), url(), ada),
      ChatPage.signedIn(await browsers.newContext(), url(), ada),
    ]);
    const { page } = chat;
    const row = rowOf(chat, bob.username);
    const choose = async (name: string): Promise<void> => {
      await row.press("Shift+F10");
      await page.getByRole("menuitem", { name, exact: true }).press("Enter");
    };
    await expect.poll(() => titles(other)).toEqual([dan.username, bob.username]);
    await choose("Pin");
    for (const one of [chat, other]) await expect.poll(() => titles(one)).toEqual([bob.username, dan.username]);

    await choose("Mute…");
    await page.getByRole("menuitem", { name: "8 hours" }).press("Enter");
    const away = rowOf(other, bob.username);
    await away.getByText(/^Muted until/).waitFor({ state: "attached" });
    await away.locator(".badge-muted").getByText("1", { exact: true }).waitFor();
    expect(await other.page.title()).not.toContain("(1)");

    await choose("Mark as read");
    await badge(away, "1 unread message").waitFor({ state: "detached" });
    await choose("Mark as unread");
    await badge(away, "Marked as unread").waitFor({ state: "attached" });
    await other.openConversation(bob.username);
    for (const one of [chat, other])
      await badge(rowOf(one, bob.username), "Marked as unread").waitFor({ state: "detached" });

    await choose("Archive");
    await page.getByRole("button", { name: "Archived 1" }).waitFor();
    await bobWrites(["psst"]);
    await expect.poll(() => titles(other)).toEqual([dan.username]);
    for (const one of [chat, other]) await one.page.getByRole("button", { name: "Archived 1" }).click();
    await row.getByText("psst").waitFor();
    await away.getByText(/^Muted until/).waitFor({ state: "attached" });
    await choose("Unmute");
    // What one device says, the server knows when the other does.
    await away.getByText(/^Muted until/).waitFor({ state: "detached" });
    await bobWrites(["loud"]);
    for (const one of [chat, other]) {
      await one.page.getByRole("heading", { name: "Nothing archived" }).waitFor();
      await one.page.getByRole("button", { name: "Back" }).click();
    }
    for (const one of [chat, other]) await expect.poll(() => titles(one)).toEqual([bob.username, dan.username]);

    // Its key acts on a message that the arrows have reached.
    await chat.openConversation(bob.username);
    await chat.message("loud").waitFor();
    await chat.composer.press("ArrowUp");
    await page.keyboard.press("s");
    for (const one of [chat, other]) await one.log.getByText("Starred", { exact: true }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "More", exact: true }).first().click();
    await page.getByRole("menuitem", { name: "Starred messages" }).click();
    const dialog = page.getByRole("dialog", { name: "Starred messages" });
    await dialog.getByRole("button", { name: "loud" }).click();
    await dialog.waitFor({ state: "detached" });
    await chat.message("loud").waitFor();

    await choose("Remove from list");
    for (const one of [chat, other]) await expect.poll(() => titles(one)).toEqual([dan.username]);
    await bobWrites(["again"]);
    for (const one of [chat, other]) await expect.poll(() => titles(one)).toEqual([bob.username, dan.username]);
    expect([...chat.faults, ...other.faults]).toEqual([]);
  });

  it("[WEB-280] says of what a conversation tells, in its menu and its side panel, on all devices", async () => {
    const { ada } = await makeGroup(url(), "Reading circle");
    const [chat, other] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), url(), ada),
      ChatPage.signedIn(await browsers.newContext(), url(), ada),
    ]);
    const { page } = chat;
    const row = rowOf(chat, "Reading circle");
    const choice = page.getByRole("menu", { name: "Notifications" }).getByRole("menuitemradio");
    await row.press("Shift+F10");
    await page.getByRole("menuitem", { name: "Notifications…" }).press("Enter");
    await choice.first().waitFor();
    expect(
      await choice.evaluateAll((all) => all.map(({ ariaChecked, textContent }) => [textContent, ariaChecked])),
    ).toEqual([
      ["All messages", "true"],
      ["Mentions only", "false"],
      ["None", "false"],
    ]);
    await choice.filter({ hasText: "Mentions only" }).press("Enter");
    await choice.first().waitFor({ state: "detached" });

    for (const one of [chat, other]) {
      await one.openConversation("Reading circle");
      await one.page.getByRole("button", { name: "Details" }).first().click();
    }
    const levels = (one: ChatPage) => one.page.getByRole("group", { name: "Notifications" });
    const chosen = (one: ChatPage, level: string) =>
      levels(one).getByRole("radio", { name: level }).and(one.page.locator(":checked"));
    for (const one of [chat, other]) await chosen(one, "Mentions only").waitFor({ state: "attached" });
    await levels(other).getByText("None").click();
    await chosen(chat, "None").waitFor({ state: "attached" });

    // Muting stands beside it.
    const panel = page.getByRole("complementary");
    await panel.getByRole("button", { name: "Mute…" }).click();
    await page.getByRole("menu", { name: "Mute for" }).getByRole("menuitem", { name: "8 hours" }).click();
    await panel.getByText(/^Muted until/).waitFor();
    await other.page.getByRole("button", { name: "Unmute" }).click();
    await panel.getByText(/^Muted until/).waitFor({ state: "detached" });
    await panel.getByRole("button", { name: "Mute…" }).waitFor();

    // A choice that the server refuses goes back.
    await page.route("**/settings", (route) =>
      route.fulfill({
        status: 404,
        contentType: "application/problem+json",
        body: JSON.stringify({ type: "", title: "", status: 404, code: "CONVERSATION_NOT_FOUND" }),
      }),
    );
    await levels(chat).getByText("All messages").click();
    await page.getByText("You are no longer in this conversation.").waitFor();
    await chosen(chat, "None").waitFor({ state: "attached" });
    expect(other.faults).toEqual([]);
  });

  it("[WEB-115] offers ways to people while it is empty, and says when there is no network", async () => {
    const context = await browsers.newContext({ serviceWorkers: "allow" });
    const chat = await ChatPage.open(context, url());
    await chat.signUp(newCredentials("fay"));
    const { page } = chat;
    await page.getByRole("heading", { name: "No conversations yet" }).waitFor();
    for (const name of ["Find people", "Share my link", "I have a link"])
      await page.getByRole("button", { name, exact: true }).waitFor();
    // There is nothing to filter.
    expect(await page.getByRole("button", { name: "Unread", exact: true }).count()).toBe(0);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    await context.setOffline(true);
    await page.reload();
    await page.getByRole("heading", { name: "You are offline" }).waitFor();
    await context.setOffline(false);
    await page.getByRole("heading", { name: "No conversations yet" }).waitFor();
    await page.getByRole("button", { name: "Find people" }).click();
    await page.getByRole("combobox", { name: "Name or username" }).waitFor();
    expect(chat.faults).toEqual([]);
  });
});
