// The composer: where typing goes, whom a text mentions, and what the card looks like.
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup, type Person } from "./support/group-people.ts";
import { boxOf, overlaps } from "./support/overlaps.ts";
import { makeTalkers, newCredentials } from "./support/talkers.ts";

/** Whom the newest message of the group mentions, as the server has it. */
async function lastMentions({ client }: Person, groupId: ConversationId): Promise<readonly UserId[] | undefined> {
  const { events } = await client.history(groupId);
  return events.findLast((event) => event.type === "new-message")?.mentions;
}

const focusIsIn = (page: Page, name: string): Promise<boolean> =>
  page.evaluate((label) => document.activeElement?.getAttribute("aria-label") === label, name);

describe.runIf(hasChromium)("the composer", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[WEB-101] typing reaches it wherever the focus is in the conversation, and keys scroll while it is empty", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(Array.from({ length: 50 }, (_, n) => `line ${n + 1}`));
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page, composer } = chat;
    const { keyboard } = page;
    await chat.openConversation(bob.username);
    await chat.message("line 50").waitFor();

    await chat.message("line 50").click();
    expect(await focusIsIn(page, "Message")).toBe(false);
    await keyboard.type("run");
    expect(await composer.inputValue()).toBe("run");
    await page.getByRole("button", { name: "Details", exact: true }).focus();
    await keyboard.press("Control+b");
    expect(await focusIsIn(page, "Details")).toBe(true);
    await keyboard.type("s");
    expect(await composer.inputValue()).toBe("runs");

    // The first key of an input method has no character yet.
    await chat.message("line 50").click();
    await page.evaluate(() => {
      const key = { key: "Process", keyCode: 229, bubbles: true };
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", key));
    });
    expect(await focusIsIn(page, "Message")).toBe(true);

    await composer.fill("");
    const scrolled = (): Promise<number> => chat.log.evaluate((log) => log.scrollTop);
    const end = await scrolled();
    await keyboard.press("PageUp");
    await expect.poll(scrolled).toBeLessThan(end - 100);
    await keyboard.press("End");
    await expect.poll(scrolled).toBeGreaterThan(end - 5);

    // A message that was reached by keys acts on its own, and lets the others through.
    await chat.answerLast();
    expect(await composer.inputValue()).toBe("");
    await keyboard.press("Escape");
    await keyboard.press("Shift+Tab");
    await page.locator("article:focus").waitFor();
    await keyboard.type("now");
    expect(await composer.inputValue()).toBe("now");

    await composer.fill("");
    await chat.message("line 50").click({ button: "right" });
    await page.getByRole("menu").waitFor();
    await keyboard.type("z");
    expect(await composer.inputValue()).toBe("");
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-102] [WEB-104] mentions who stands in the text; the list is a combobox, and Esc closes it alone", async () => {
    const { ada, bob, groupId } = await makeGroup(url(), "Rowers");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    const { keyboard } = page;
    await chat.openConversation("Rowers");
    await page.getByRole("button", { name: "Rowers 2 members" }).waitFor();
    await chat.say("first");
    await chat.waitForState("first", "Sent");
    await chat.answerLast();
    await keyboard.type(`@${bob.username.slice(0, 3)}`);
    const box = page.getByRole("combobox", { name: "Message" });
    const list = page.getByRole("listbox");
    await list.waitFor();
    expect(await box.getAttribute("aria-controls")).toBe(await list.getAttribute("id"));
    const active = list.getByRole("option", { selected: true });
    expect(await box.getAttribute("aria-activedescendant")).toBe(await active.getAttribute("id"));
    await keyboard.press("Escape");
    await list.waitFor({ state: "detached" });
    expect(await page.getByText("Reply to ").count()).toBe(1);
    expect(await chat.composer.inputValue()).toBe(`@${bob.username.slice(0, 3)}`);
    await keyboard.press("Escape");
    await page.getByText("Reply to ").waitFor({ state: "detached" });

    // By hand, and in capitals.
    await chat.say(`@${bob.username.toUpperCase()} come`);
    await chat.waitForState("come", "Sent");
    expect(await lastMentions(bob, groupId)).toEqual([bob.id]);
    expect(await chat.message("come").locator(".mention").innerText()).toBe(`@${bob.username.toUpperCase()}`);
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-71] [WEB-100] the emoji picker and the reply are each closed by Esc, and by the browser's back", async () => {
    const { ada } = await makeGroup(url(), "Rowers");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page, composer } = chat;
    await chat.openConversation("Rowers");
    await chat.say("Who comes?");
    await chat.waitForState("Who comes?", "Sent");
    await chat.answerLast();
    const strip = page.getByText("Reply to ");
    const picker = page.getByRole("dialog", { name: "Emoji" });
    const emoji = page.getByRole("button", { name: "Emoji" });
    for (const close of [() => page.keyboard.press("Escape"), () => page.goBack()]) {
      await emoji.click();
      await picker.waitFor();
      await close();
      await picker.waitFor({ state: "detached" });
      expect(await focusIsIn(page, "Emoji")).toBe(true);
      expect(await strip.count()).toBe(1);
    }
    await emoji.click();
    await picker.getByRole("button").first().click();
    await picker.waitFor({ state: "detached" });
    await expect.poll(() => focusIsIn(page, "Message")).toBe(true);
    expect(await composer.inputValue()).not.toBe("");
    await page.goBack();
    await strip.waitFor({ state: "detached" });
    await chat.message("Who comes?").waitFor();
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-215] [WEB-216] [WEB-218] [WEB-219] + sends a place and a person's card; who gets them sees where they lead, and passes them on", async () => {
    const { ada, bob, api, tokens, conversationId } = await makeTalkers(url());
    const [chat, other] = await Promise.all(
      [ada, bob].map(async (who) => ChatPage.signedIn(await browsers.newContext(), url(), who)),
    );
    if (chat === undefined || other === undefined) throw new Error("two pages");
    const { page } = chat;
    await chat.openConversation(bob.username);
    const choose = async (item: string): Promise<void> => {
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await choose("Location");
    await page.keyboard.type("nowhere");
    await page.getByRole("button", { name: "Send", exact: true }).last().click();
    await page.getByText("No place on the map").waitFor();
    await page.getByLabel("Coordinates or map link").fill("52.51627, 13.37771");
    await page.getByLabel("Name (optional)").fill("The gate");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await choose("Contact");
    await page.getByRole("option").first().click();
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await other.openConversation(ada.username);
    const place = other.message("The gate").getByRole("link", { name: "Open map" });
    expect(await place.getAttribute("href")).toContain("mlat=52.51627&mlon=13.37771");
    // Bob's own card, to whom he cannot write.
    await other.log.getByText("Contact", { exact: true }).waitFor();
    expect(await other.log.getByRole("button", { name: "Message", exact: true }).count()).toBe(0);

    // Into the same conversation, with a comment.
    await other.message("The gate").click({ button: "right" });
    await other.page.getByRole("menuitem", { name: "Forward" }).click();
    const dialog = other.page.getByRole("dialog", { name: "Forward 1 message" });
    await dialog.getByRole("checkbox", { name: ada.username }).check();
    await dialog.getByLabel("Add a comment (optional)").fill("See you there");
    await dialog.getByRole("button", { name: "Forward", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    await chat.message("See you there").waitFor();
    const forwarded = chat.log.getByText(`Forwarded from ${ada.username}`);
    await forwarded.waitFor();

    await api.forward(tokens.ada, conversationId, { from: { conversationId, seqs: [1, 2] }, merged: true });
    // By a key: to where it came in, the messages still scroll, and a click hits what has moved on.
    await other.log.getByRole("button", { name: /^Chat of .*2 messages$/ }).press("Enter");
    const all = other.page.getByRole("dialog", { name: /^Chat of/ });
    await all.getByRole("link", { name: "Open map" }).waitFor();
    expect(await all.getByRole("listitem").count()).toBe(2);
    await other.page.keyboard.press("Escape");
    await all.waitFor({ state: "detached" });
    expect([...chat.faults, ...other.faults]).toEqual([]);
  });

  it("[WEB-102] where the members cannot be loaded, who has written here is mentioned all the same", async () => {
    const { ada, bob, groupId } = await makeGroup(url(), "Rowers");
    await bob.client.connect();
    await bob.client.send(groupId, "I am here").acked;
    bob.client.close();
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    await chat.page.route(/\/api\/groups\//, (route) => route.abort());
    await chat.openConversation("Rowers");
    await chat.message("I am here").waitFor();
    await chat.say(`@${bob.username} good`);
    await chat.waitForState("good", "Sent");
    expect(await lastMentions(bob, groupId)).toEqual([bob.id]);
  });

  it("[WEB-103] a mention of more than 20 people at once is asked about, once", async () => {
    const { ada, groupId } = await makeGroup(url(), "Regatta");
    const api = new ApiClient(url());
    const many = await Promise.all(Array.from({ length: 20 }, (_, n) => api.register(newCredentials(`rower${n}`))));
    await ada.client.groups.addMembers(
      groupId,
      many.map(({ user }) => user.id),
    );
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    await chat.openConversation("Regatta");
    await page.getByRole("button", { name: "Regatta 22 members" }).waitFor();

    await chat.composer.fill("@al");
    await page.getByRole("option").filter({ hasText: "Everyone in the group" }).waitFor();
    await chat.composer.fill("@all to the boats");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Notify all 22 people?" });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await chat.composer.inputValue()).toBe("@all to the boats");
    await expect.poll(() => chat.shownTexts()).toEqual([]);
    await chat.composer.press("Enter");
    await dialog.getByRole("button", { name: "Send" }).click();
    await chat.waitForState("to the boats", "Sent");
    expect(await lastMentions(ada, groupId)).toEqual(["all"]);
    expect(await focusIsIn(page, "Message")).toBe(true);
    await chat.say("@all again");
    await chat.waitForState("again", "Sent");
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-100] [WEB-109] [TEXT-32] [TEXT-33] nothing in the card lies over anything else, at any width", async () => {
    const { ada, bob } = await makeGroup(url(), "Rowers");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page, composer } = chat;
    await chat.openConversation("Rowers");
    await chat.say("What do you say?");
    await chat.waitForState("What do you say?", "Sent");
    await chat.answerLast();
    const parts = {
      log: chat.log,
      strip: page.getByText("Reply to "),
      text: composer,
      emoji: page.getByRole("button", { name: "Emoji" }),
      send: page.getByRole("button", { name: "Send", exact: true }),
    };
    for (const width of [360, 700, 900, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await composer.fill(`${"a line of text\n".repeat(20)}@${bob.username}`);
      expect(await overlaps(parts), `${width} px`).toEqual([]);
      const text = await boxOf(composer);
      const send = await boxOf(parts.send);
      // 8 lines of 22 px. In one column 5, and the button beside them.
      expect(Math.floor(text.height / 22), `${width} px`).toBe(width < 700 ? 5 : 8);
      expect(send.y >= text.y + text.height - 1, `${width} px`).toBe(width >= 700);
      await composer.fill("short");
      expect((await boxOf(composer)).height).toBeLessThan(48);
      expect(await overlaps(parts), `${width} px`).toEqual([]);
    }
    await composer.fill("x".repeat(16_400));
    await page.getByText("41 characters too many").waitFor();
    expect(await parts.send.isDisabled()).toBe(true);
    // 21 bytes too many.
    await composer.fill(`${"x".repeat(16_359)}你好你好你好你`);
    await page.getByText("7 characters too many").waitFor();
    for (const blank of [" \u200B\u3164", "\u2800\u200D\uFE0F", "\u{E0041}"]) {
      await composer.fill(blank);
      expect(await parts.send.isDisabled()).toBe(true);
      await composer.press("Enter");
      expect(await composer.inputValue()).toBe(blank);
    }
    await composer.fill(".");
    expect(await parts.send.isDisabled()).toBe(false);
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-284] formats what is selected by keys and by the row of Aa, which leaves the text its focus", async () => {
    const { ada, bob } = await makeTalkers(url());
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page, composer } = chat;
    await chat.openConversation(bob.username);
    await composer.fill("some words");
    await composer.press("ControlOrMeta+a");
    await composer.press("ControlOrMeta+b");
    await expect.poll(() => composer.inputValue()).toBe("**some words**");
    await page.getByRole("button", { name: "Formatting" }).click();
    await page.getByRole("toolbar", { name: "Formatting" }).getByRole("button", { name: "Italic" }).click();
    await expect.poll(() => composer.inputValue()).toBe("**_some words_**");
    await page.keyboard.press("Enter");
    await chat.log.locator("strong em").getByText("some words").waitFor();
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-285] [WEB-286] [WEB-287] short codes become emoji, what is pasted Markdown, and what is dropped stays out", async () => {
    const { ada, bob } = await makeTalkers(url());
    const context = await browsers.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page, composer } = chat;
    const { keyboard } = page;
    await chat.openConversation(bob.username);
    const text = (): Promise<string> => composer.inputValue();

    await composer.focus();
    await keyboard.type("at 10:30 :tad");
    await page.getByRole("option", { name: ":tada:" }).waitFor();
    await keyboard.press("Enter");
    expect(await text()).toBe("at 10:30 🎉 ");
    await keyboard.type(":+1:");
    await expect.poll(text).toBe("at 10:30 🎉 👍");
    // Where it was not typed just now it is text.
    await composer.fill("at 10:30 🎉 :+1:");
    await composer.press("End");
    await keyboard.type(" :sm");
    await page.getByRole("option").first().waitFor();
    await keyboard.press("Escape");
    expect(await page.getByRole("option").count()).toBe(0);
    expect(await text()).toBe("at 10:30 🎉 :+1: :sm");
    await composer.fill("");

    const paste = (html: string, plain: string): Promise<void> =>
      page.evaluate(
        async ([of, bare]) => {
          const blobs = {
            "text/html": new Blob([of], { type: "text/html" }),
            "text/plain": new Blob([bare], { type: "text/plain" }),
          };
          await navigator.clipboard.write([new ClipboardItem(blobs)]);
        },
        [html, plain] as const,
      );
    await keyboard.type("see ");
    await paste("<p>a <b>bold</b> <a href='https://example.com/x'>link</a></p>", "a bold link");
    await keyboard.press("Control+v");
    await expect.poll(text).toBe("see a **bold** [link](https://example.com/x)");
    await keyboard.press("Control+z");
    await expect.poll(text).toBe("see ");
    await composer.fill("");
    await paste("<span>just words</span>", "just words");
    await keyboard.press("Control+v");
    await expect.poll(text).toBe("just words");
    await composer.fill("");
    await page.evaluate(() => navigator.clipboard.writeText("if (a) {\n  b();\n}"));
    await composer.focus();
    await keyboard.press("Control+v");
    await page.getByRole("button", { name: "Make a block of code" }).click();
    await expect.poll(text).toBe("```\nif (a) {\n  b();\n}\n```");

    /** Whether the page kept the browser from taking it. */
    const drop = (selector: string, kind: "file" | "text"): Promise<boolean> =>
      page
        .locator(selector)
        .first()
        .evaluate((place, of) => {
          const dataTransfer = new DataTransfer();
          if (of === "file") dataTransfer.items.add(new File(["x"], "x.html", { type: "text/html" }));
          else dataTransfer.setData("text/plain", "words");
          return !place.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }, kind);
    expect(await drop("[role=log]", "file")).toBe(true);
    expect(await drop("[role=log]", "text")).toBe(true);
    expect(await drop("textarea", "file")).toBe(true);
    expect(await drop("textarea", "text")).toBe(false);
    expect(chat.faults).toEqual([]);
  });
});
