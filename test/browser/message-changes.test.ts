// What people do to messages after they were sent: reactions, edits, deletion, pins, selections.
import { KlatchClient } from "@klatch/sdk";
import type { Locator } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage, type Credentials } from "./support/chat-page.ts";
import { onPhone } from "./support/phone.ts";
import { makeGroup } from "./support/group-people.ts";
import { makeTalkers } from "./support/talkers.ts";
import { openBoth } from "./support/two-pages.ts";

const url = (): string => inject("serverUrl");

/** A message that was deleted has no text of its own. */
const tombstone = (chat: ChatPage, text: string): Locator => chat.log.getByRole("article").getByText(text);
const chip = (chat: ChatPage, message: string, name: RegExp): Locator =>
  chat.message(message).getByRole("group", { name: "Reactions" }).getByRole("button", { name });

async function loggedIn(who: Credentials): Promise<KlatchClient> {
  const client = new KlatchClient({ url: url() });
  await client.login(who);
  return connected(client);
}

async function connected(client: KlatchClient): Promise<KlatchClient> {
  await client.connect();
  return client;
}

describe.runIf(hasChromium)("changed messages", () => {
  const browsers = useBrowsers();

  it("[WEB-230] [WEB-231] [WEB-233] [WEB-235] [WEB-240] [WEB-242] [WEB-243] two people react, edit and quote, at once on both sides", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["shall we meet at three?"]);
    const [mine, theirs] = await openBoth(browsers, url(), { ada, bob });
    const { keyboard } = mine.page;

    // By key, then by a click on the chip, which takes it away.
    await mine.toLastMessage();
    await keyboard.press("1");
    await chip(mine, "shall we meet", /👍/).and(mine.page.locator("[aria-pressed=true]")).waitFor();
    const seen = chip(theirs, "shall we meet", /👍, 1 person/);
    await seen.waitFor();
    expect(await seen.getAttribute("aria-pressed")).toBe("false");
    await seen.click();
    await chip(mine, "shall we meet", /👍, 2 people/).waitFor();
    await chip(mine, "shall we meet", /👍/).hover();
    await mine.page.getByRole("tooltip").getByText(`You and ${bob.username}`).waitFor();
    await chip(mine, "shall we meet", /👍/).click();
    await chip(theirs, "shall we meet", /👍, 1 person/).waitFor();

    // Of all emojis.
    await mine.toLastMessage();
    await keyboard.press("+");
    const picker = mine.page.getByRole("dialog", { name: "More reactions" });
    await picker.getByRole("button", { name: "🦊" }).click();
    await picker.waitFor({ state: "detached" });
    await chip(theirs, "shall we meet", /🦊/).waitFor();
    await chip(theirs, "shall we meet", /🦊/).click();
    await chip(mine, "shall we meet", /🦊, 2/).waitFor();

    // An edit puts the draft aside, and a quote follows it.
    await mine.say("at four?");
    await mine.waitForState("at four?", "Read");
    await theirs.answerLast();
    await theirs.say("fine");
    await mine.message("fine").waitFor();
    await mine.message("fine").getByRole("button").getByText("at four?").waitFor();
    await mine.composer.press("ArrowUp");
    await mine.page.getByText("Edit message").waitFor();
    await expect.poll(() => mine.composer.inputValue()).toBe("at four?");
    await keyboard.press("Escape");
    await mine.page.getByText("Edit message").waitFor({ state: "detached" });
    expect(await mine.composer.inputValue()).toBe("");
    await mine.composer.fill("a draft");
    await mine.message("at four?").first().click({ button: "right" });
    await mine.page.getByRole("menuitem", { name: "Edit" }).click();
    await expect.poll(() => mine.composer.inputValue()).toBe("at four?");
    await mine.composer.fill("at **five**?");
    await keyboard.press("Enter");
    await expect.poll(() => mine.composer.inputValue()).toBe("a draft");
    for (const chat of [mine, theirs]) {
      await chat.message("at five?").getByText("edited").waitFor();
      await chat.message("fine").getByRole("button").getByText("at five?").waitFor();
    }
    await mine.composer.press("Shift+Tab");
    await mine.message("fine").and(mine.page.locator(":focus")).waitFor();
    await theirs.message("at five?").first().click({ button: "right" });
    await theirs.page.getByRole("menuitem", { name: "Details" }).click();
    const edits = theirs.page.getByRole("region", { name: "Message details" }).getByRole("listitem");
    await expect.poll(() => edits.count()).toBe(2);
    expect(await edits.first().innerText()).toContain("at five?");
    expect(await edits.last().innerText()).toContain("at four?");
    await theirs.page.keyboard.press("Escape");
    await theirs.page.reload();
    await theirs.message("at five?").getByText("edited").waitFor();
    await chip(theirs, "shall we meet", /🦊, 2/).waitFor();
    expect([...mine.faults, ...theirs.faults]).toEqual([]);
  });

  it("[WEB-236] [WEB-237] [WEB-238] [WEB-232] deletes for oneself with Undo, for everyone with a tombstone; an edit offline waits", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["one of Bob's", "another of Bob's"]);
    const context = await browsers.newContext();
    const chat = await ChatPage.signedIn(context, url(), ada);
    const other = await ChatPage.signedIn(await browsers.newContext(), url(), bob);
    await Promise.all([chat.openConversation(bob.username), other.openConversation(ada.username)]);
    const { page } = chat;
    const dialog = page.getByRole("dialog", { name: "Delete message?" });

    // Another's message, in a conversation of two: for oneself only.
    await chat.message("another of").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    await dialog.getByRole("button", { name: "Delete for me" }).waitFor();
    expect(await dialog.getByRole("button", { name: "Delete for everyone" }).count()).toBe(0);
    await dialog.getByRole("button", { name: "Delete for me" }).click();
    await chat.message("another of").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await chat.message("another of").waitFor();
    await chat.message("another of").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Delete…" }).click();
    await dialog.getByRole("button", { name: "Delete for me" }).click();
    await chat.message("another of").waitFor({ state: "detached" });
    // Before the page goes.
    await page.reload();
    await chat.message("one of Bob's").waitFor();
    await expect.poll(() => chat.message("another of").count()).toBe(0);
    await other.message("another of").waitFor();

    await chat.say("a secret");
    await chat.waitForState("a secret", "Read");
    await other.message("a secret").waitFor();
    await chat.composer.press("Shift+Tab");
    await chat.message("a secret").and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Delete");
    await dialog.getByText("Possible until").waitFor();
    await dialog.getByRole("button", { name: "Delete for everyone" }).click();
    await tombstone(chat, "You deleted a message").waitFor();
    await tombstone(other, `${ada.username} deleted a message`).waitFor();
    expect(await other.log.innerText()).not.toContain("a secret");
    await page.getByRole("button", { name: "Write again" }).click();
    expect(await chat.composer.inputValue()).toBe("a secret");
    await chat.composer.fill("");

    // Without a network a reaction and an edit wait, shown as such, and go through when it is back.
    await chat.say("to be edited");
    await chat.waitForState("to be edited", "Read");
    await context.setOffline(true);
    await chat.composer.press("ArrowUp");
    await page.getByText("Edit message").waitFor();
    await chat.composer.fill("edited offline");
    await page.keyboard.press("Enter");
    await chat.message("edited offline").getByText("Edit waiting").waitFor({ state: "attached" });
    await context.setOffline(false);
    await other.message("edited offline").waitFor();
    await chat.message("edited offline").getByText("Edit waiting").waitFor({ state: "detached" });
    expect([...chat.faults, ...other.faults]).toEqual([]);
  });

  it("[WEB-234] an edit whose time is over, or whose message is deleted, goes on as a new message", async () => {
    const { ada, bob, conversationId } = await makeTalkers(url());
    const phone = await loggedIn(ada);
    await phone.send(conversationId, "written in time").acked;
    const { seq } = await phone.send(conversationId, "written by mistake").acked;
    const context = await browsers.newContext();
    // Before the page is there: while it is installed the time is 1970, by which a page would set its offset from the server.
    await context.clock.install();
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    const edit = async (text: string): Promise<void> => {
      // What changes messages is loaded after them.
      await page.getByRole("button", { name: "React with 👍" }).first().waitFor({ state: "attached" });
      await page.keyboard.press("e");
      await page.getByText("Edit message").waitFor();
      await chat.composer.fill(text);
    };
    await chat.toLastMessage();
    await edit("no mistake");
    await phone.recall(conversationId, seq).done;
    await page.getByText("This message was deleted. Send it").waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await chat.message("no mistake").waitFor();
    await tombstone(chat, "You deleted a message").waitFor();

    await chat.toLastMessage();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await chat.message("written in time").and(page.locator(":focus")).waitFor();
    await edit("too slow");
    await page.clock.fastForward("16:00");
    await page.getByText("Too late to edit").waitFor();
    expect(await chat.composer.inputValue()).toBe("too slow");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await chat.message("too slow").waitFor();
    await chat.message("written in time").waitFor();
    await page.getByText("Too late to edit").waitFor({ state: "detached" });
    expect(await chat.composer.inputValue()).toBe("");
    phone.close();
  });

  it("[WEB-232] a reaction that is refused is taken back with a notice, an edit stays with its reason", async () => {
    const { ada, bob, groupId } = await makeGroup(url(), "Choir");
    const [adas, bobs] = await Promise.all([ada, bob].map(({ client }) => connected(client)));
    if (adas === undefined || bobs === undefined) throw new Error("two clients");
    const { seq } = await bobs.send(groupId, "in tune").acked;
    const kinds = "😀 😎 🎉 🔥 👀 💯 🚀 🍜 🐼 🌈 ⭐ ☕ 🎂 🧩 🏆 🎹 🎸 🎻 🥁 🎤".split(" ");
    await Promise.all(kinds.map((emoji) => adas.react(groupId, seq, emoji, true).done));
    const context = await browsers.newContext();
    const chat = await ChatPage.signedIn(context, url(), bob);
    const { page } = chat;
    await chat.openConversation("Choir");
    const message = chat.message("in tune");
    await message.getByRole("button", { name: "8 more reactions" }).waitFor();
    await message.hover();
    await message.getByRole("button", { name: "React with 👍" }).click();
    await page.getByText("Reaction not saved. There are too many of these").waitFor();
    await expect.poll(() => chip(chat, "in tune", /👍/).count()).toBe(0);
    await message.getByRole("button", { name: "8 more reactions" }).click();
    await chip(chat, "in tune", /🎤/).waitFor();

    await context.setOffline(true);
    await chat.composer.press("ArrowUp");
    await expect.poll(() => chat.composer.inputValue()).toBe("in tune");
    await chat.composer.fill("out of tune");
    await page.keyboard.press("Enter");
    await chat.message("out of tune").getByText("Edit waiting").waitFor({ state: "attached" });
    await adas.groups.edit(groupId, { allSilenced: true });
    await context.setOffline(false);
    const fault = page
      .locator(".message-fault")
      .filter({ hasText: "Not edited. You cannot write here at the moment." });
    await fault.waitFor();
    // Refused again while nothing else of the conversation changes.
    await fault.evaluate((first) => first.setAttribute("data-first", ""));
    await fault.getByRole("button", { name: "Try again" }).click();
    await fault.and(page.locator(":not([data-first])")).waitFor();
    await fault.getByRole("button", { name: "Discard" }).click();
    await fault.waitFor({ state: "detached" });
    await message.waitFor();
    expect(await chat.message("out of tune").count()).toBe(0);
    expect(chat.faults).toEqual([]);
    adas.close();
    bobs.close();
  });

  it("[WEB-239] [WEB-241] [WEB-236] in a group: pins with bar, line and page, as the setting says; several messages at once", async () => {
    const { ada, bob, groupId } = await makeGroup(url(), "Rowers");
    const bobs = await connected(bob.client);
    for (const text of ["first", "second", "third", "fourth"]) await bobs.send(groupId, text).acked;
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const other = await ChatPage.signedIn(await browsers.newContext(), url(), bob);
    await Promise.all([chat.openConversation("Rowers"), other.openConversation("Rowers")]);
    const { page } = chat;
    const pin = async (text: string): Promise<void> => {
      await chat.message(text).click({ button: "right" });
      await page.getByRole("menuitem", { name: "Pin", exact: true }).click();
      await chat.message(text).getByText("Pinned", { exact: true }).waitFor({ state: "attached" });
    };
    await pin("first");
    await pin("third");
    const bar = other.page.getByRole("region", { name: "Pinned message" });
    await bar.getByText("You: third").waitFor();
    await bar.getByText("You: third").click();
    await other.message("third").and(other.log.locator(".message-flash")).waitFor();
    await bar.getByText("You: first").waitFor();
    await other.log.getByText(`${ada.username} pinned a message`).first().waitFor();
    // Only admins may, by the group's setting.
    await other.message("second").click({ button: "right" });
    await other.page.getByRole("menuitem", { name: "Reply", exact: true }).waitFor();
    expect(await other.page.getByRole("menuitem", { name: "Pin", exact: true }).count()).toBe(0);
    await other.page.keyboard.press("Escape");
    await bar.getByRole("button", { name: "Show all 2 pinned messages" }).click();
    const list = other.page.getByRole("list", { name: "Pinned messages" });
    await expect.poll(() => list.getByRole("listitem").count()).toBe(2);
    expect(await list.getByRole("button", { name: /^Unpin/ }).count()).toBe(0);
    await page.getByRole("button", { name: "Show all 2 pinned messages" }).click();
    await page
      .getByRole("button", { name: /^Unpin/ })
      .first()
      .click();
    await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
    await page.keyboard.press("Escape");

    // A range by Shift, copied with the author, then deleted for everyone by the owner.
    await chat.message("second").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Select" }).click();
    const tools = page.getByRole("toolbar", { name: "Selected messages" });
    await tools.getByText("1 selected").waitFor();
    await chat.log
      .getByRole("checkbox")
      .last()
      .click({ modifiers: ["Shift"] });
    await tools.getByText("3 selected").waitFor();
    await tools.getByRole("button", { name: "Forward" }).click();
    await page.getByRole("dialog", { name: "Forward 3 messages" }).waitFor();
    await tools.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await chat.toLastMessage();
    await page.keyboard.press("x");
    await tools.getByText("1 selected").waitFor();
    await page.keyboard.press("Escape");
    await tools.waitFor({ state: "detached" });
    await chat.composer.waitFor();
    await chat.toLastMessage();
    await page.keyboard.press("x");
    await page.keyboard.press("ArrowUp");
    await chat.message("third").and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Space");
    await tools.getByText("2 selected").waitFor();
    await tools.getByRole("button", { name: "Delete" }).click();
    await page
      .getByRole("dialog", { name: "Delete 2 messages?" })
      .getByRole("button", { name: "Delete for everyone" })
      .click();
    await expect.poll(() => tombstone(other, `${ada.username} deleted your message`).count()).toBe(2);
    await tools.waitFor({ state: "detached" });
    expect([...chat.faults, ...other.faults]).toEqual([]);
    bobs.close();
  });

  it("[WEB-281] [WEB-37] what another does is in the page's live region, once, and axe has nothing against it", async () => {
    const { ada, bob, adaWrites } = await makeTalkers(url());
    await adaWrites(["mine"]);
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    await chat.message("mine").waitFor();
    const region = page.locator("body > [aria-live='polite']");
    await region.waitFor({ state: "attached" });
    const heard = await page.evaluate(() => {
      const said: string[] = [];
      Reflect.set(window, "heard", said);
      const here = document.querySelector("body > [aria-live='polite']");
      if (here === null) return false;
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) said.push(node.textContent ?? "");
      }).observe(here, { childList: true, subtree: true });
      return true;
    });
    expect(heard).toBe(true);

    const bobs = await loggedIn(bob);
    const id = bobs.conversations()[0]?.id;
    if (id === undefined) throw new Error("no conversation");
    const { seq } = await bobs.send(id, "hello").acked;
    await bobs.react(id, 1, "👍", true).done;
    await bobs.edit(id, seq, "hello there").done;
    await bobs.pin(id, 1, true).done;
    await bobs.send(id, "a reply", { thread: 1 }).acked;
    await bobs.recall(id, seq).done;
    const name = bob.username;
    const sentences = [
      `${name}: hello`,
      `${name} reacted to your message with 👍`,
      `${name} edited a message: hello there`,
      `${name} pinned a message`,
      `${name} replied in a thread: a reply`,
      `${name} deleted a message`,
    ];
    const said = () => page.evaluate(() => Reflect.get(window, "heard") as string[]);
    // Of much at once only how much more there was.
    await expect
      .poll(async () => (await said()).reduce((sum, text) => sum + Number(/^And (\d+)/.exec(text)?.[1] ?? 1), 0))
      .toBe(sentences.length);
    const all = await said();
    expect(all.filter((text) => !text.startsWith("And "))).toEqual(
      sentences.filter((sentence) => all.includes(sentence)),
    );
    // It is there for whoever reads the page.
    expect(await page.locator("body").ariaSnapshot()).toContain(all.at(-1));
    const report = new AxeReport(page);
    await report.judge("announced");
    expect(report.found).toEqual({});
    expect(chat.faults).toEqual([]);
    bobs.close();
  });

  it("[WEB-230] [WEB-231] on a phone: the sheet's reactions, all emojis in a sheet, and who reacted by a long press", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["hello there"]);
    const { chat, finger } = await onPhone(browsers, url(), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    const sheet = page.getByRole("dialog", { name: "Actions" });
    await finger.down(chat.message("hello there"));
    await sheet.waitFor();
    await finger.up();
    await sheet.getByRole("button", { name: "React with ❤️" }).tap();
    await chip(chat, "hello there", /❤️/).waitFor();
    await finger.down(chip(chat, "hello there", /❤️/));
    await page.getByRole("tooltip").getByText("You").waitFor();
    await finger.up();
    expect(await chip(chat, "hello there", /❤️/).count()).toBe(1);
    await chat.message("hello there").getByText("hello there").tap();
    await page.getByRole("tooltip").waitFor({ state: "detached" });
    await finger.down(chat.message("hello there").getByText("hello there"));
    await sheet.waitFor();
    await finger.up();
    await sheet.getByRole("button", { name: "Add reaction" }).tap();
    await page.getByRole("dialog", { name: "More reactions" }).getByRole("button", { name: "🥳" }).tap();
    await chip(chat, "hello there", /🥳/).waitFor();
    expect(chat.faults).toEqual([]);
  });
});
