// Whom a text mentions, what is kept of it, and the keys of input methods, as a person meets them.
import type { CDPSession, Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";
import { contentText } from "../../sdk/client/content-text.ts";

interface PressedKey {
  readonly key: string;
  readonly keyCode: number;
  readonly isComposing?: boolean;
  readonly shiftKey?: boolean;
}

/** A key as an engine sends it to the field that has the focus, and what it edits. @returns whether the page has used it */
const sendKey = (page: Page, pressed: PressedKey, inputType?: string): Promise<boolean> =>
  page.evaluate(
    ([init, edit]) => {
      const field = document.activeElement;
      const options = { ...init, bubbles: true, cancelable: true };
      const kept = field?.dispatchEvent(new KeyboardEvent("keydown", options)) ?? true;
      const edits = { inputType: edit ?? "", bubbles: true, cancelable: true };
      const written = edit === undefined || (field?.dispatchEvent(new InputEvent("beforeinput", edits)) ?? true);
      field?.dispatchEvent(new KeyboardEvent("keyup", options));
      return !kept || !written;
    },
    [pressed, inputType] as const,
  );

/** Safari's order: the composition ends, and then the key comes that ended it. */
async function endComposing(page: Page, ime: CDPSession, text: string, key: string): Promise<void> {
  await ime.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await sendKey(page, { key, keyCode: 229, isComposing: true });
  await ime.send("Input.insertText", { text });
  await sendKey(page, { key, keyCode: 229 });
}

describe.runIf(hasChromium)("mentions, drafts and input methods", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[WEB-172] [WEB-173] [WEB-175] who was chosen is kept with the draft, told apart, and sent", async () => {
    const { ada, bob, eve, groupId } = await makeGroup(url(), "Rowers", "张三");
    await ada.client.groups.addMembers(groupId, [eve.id]);
    await ada.client.groups.create({ name: "Walkers", memberIds: [bob.id] });
    const context = await browsers.newContext();
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page, composer } = chat;
    const { keyboard } = page;
    const strip = page.getByText("Reply to ");
    await chat.openConversation("Rowers");
    await page.getByRole("button", { name: "Rowers 3 members" }).waitFor();
    await chat.say("谁来？");
    await chat.waitForState("谁来？", "Sent");
    await chat.answerLast();

    // Behind Chinese letters; both are called 张三, and the list says who is who.
    await keyboard.type("请问@张");
    const options = page.getByRole("option");
    await options.first().waitFor();
    expect(await options.count()).toBe(2);
    // Keys that follow at once are written behind it, and may suggest again.
    const isFirst = (await options.first().textContent())?.includes(eve.username) === true;
    if (!isFirst) await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await keyboard.type("和@");
    await options.first().waitFor();
    await keyboard.press("Backspace");
    const text = `请问@${eve.username} 和`;
    expect(await composer.inputValue()).toBe(text);
    await keyboard.type("在吗");

    // Another conversation, a reload and another tab: text, reply and mention are there, and nothing takes the focus.
    await chat.openConversation("Walkers");
    expect([await composer.inputValue(), await strip.count()]).toEqual(["", 0]);
    await chat.openConversation("Rowers");
    await strip.waitFor();
    expect(await composer.inputValue()).toBe(`${text}在吗`);
    await page.reload();
    await strip.waitFor();
    expect(await composer.inputValue()).toBe(`${text}在吗`);
    const other = new ChatPage({ page: await context.newPage(), faults: chat.faults, openSockets: chat.openSockets });
    await other.page.goto(page.url());
    await other.page.getByText("Reply to ").waitFor();
    expect(await other.composer.inputValue()).toBe(`${text}在吗`);
    await other.composer.press("End");
    await other.page.keyboard.type("？");
    await expect.poll(() => composer.inputValue()).toBe(`${text}在吗？`);

    // "Back" leaves the conversation, not the reply.
    await page.goBack();
    await page.goForward();
    await strip.waitFor();

    // Sent by one tab, it is gone from both.
    await other.composer.press("Enter");
    await other.waitForState("在吗？", "Sent");
    await expect.poll(() => composer.inputValue()).toBe("");
    await strip.waitFor({ state: "detached" });
    const { events } = await eve.client.history(groupId);
    const [asked, answer] = events.filter((event) => event.type === "new-message");
    expect(answer).toMatchObject({ mentions: [eve.id], replyTo: asked?.messageId });
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-170] [WEB-171] [WEB-174] [WEB-176] a mention that was changed is not sent; keys of input methods do nothing else", async () => {
    const { ada, bob, eve, groupId } = await makeGroup(url(), "Rowers");
    await ada.client.groups.addMembers(groupId, [eve.id]);
    await ada.client.groups.setNickname(groupId, bob.id, "Ann");
    await ada.client.groups.setNickname(groupId, eve.id, "Anna Berg");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page, composer } = chat;
    const { keyboard } = page;
    await chat.openConversation("Rowers");
    await page.getByRole("button", { name: "Rowers 3 members" }).waitFor();
    const choose = async (typed: string, username: string): Promise<void> => {
      await keyboard.type(typed);
      await page.getByRole("option", { name: `@${username}` }).click();
      await page.getByRole("option").first().waitFor({ state: "detached" });
    };
    const lastSent = async (part: string): Promise<unknown> => {
      await composer.press("Enter");
      await chat.waitForState(part, "Sent");
      const { events } = await ada.client.history(groupId);
      const last = events.at(-1);
      return last?.type === "new-message" ? [contentText(last.content), last.mentions ?? []] : null;
    };
    await composer.click();
    await choose("@Ann", bob.username);
    for (let at = 0; at < 2; at++) await keyboard.press("Backspace");
    expect(await composer.inputValue()).toBe("@An");
    await keyboard.press("Escape");
    await choose("na hi @Anna", eve.username);
    expect(await lastSent("hi")).toEqual(["@Anna hi @Anna Berg", [eve.id]]);
    await choose("@Ann", bob.username);
    await composer.fill("@Annabel");
    expect(await lastSent("Annabel")).toEqual(["@Annabel", []]);
    await composer.fill("\n    @anna berg, @ann:\n      two\n\n");
    expect(await lastSent("two")).toEqual(["    @anna berg, @ann:\n      two", [eve.id, bob.id]]);

    // Keys of input methods, and keys without names: in the composer, with its list of people, and in fields.
    const ime = await page.context().newCDPSession(page);
    await composer.click();
    for (const key of ["Enter", "Escape", "ArrowUp", "Tab"]) await endComposing(page, ime, "你", key);
    expect(await composer.inputValue()).toBe("你你你你");
    // The list of people, too.
    await composer.fill("@ann");
    await page.getByRole("option").first().waitFor();
    const offered = await page.getByRole("option").count();
    for (const key of ["Enter", "Escape", "Tab", "ArrowDown"]) await sendKey(page, { key, keyCode: 229 });
    expect(await page.getByRole("option").count()).toBe(offered);
    expect(await composer.inputValue()).toBe("@ann");
    expect(await sendKey(page, { key: "Unidentified", keyCode: 229 }, "insertLineBreak")).toBe(true);
    await expect.poll(() => composer.inputValue()).toBe("@Ann ");
    // Chosen and sent by touch in the middle of a composition, which ends with it.
    await composer.fill("");
    const compose = (text: string): Promise<unknown> =>
      ime.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await compose("@ann");
    await page.getByRole("option").first().dispatchEvent("mousedown");
    await expect.poll(() => composer.inputValue()).toBe("@Ann ");
    await compose("好");
    expect(await composer.inputValue()).toBe("@Ann 好");
    await page.getByRole("button", { name: "Send", exact: true }).dispatchEvent("click");
    await chat.waitForState("好", "Sent");
    expect(await composer.inputValue()).toBe("");
    await composer.fill("done");
    expect(await sendKey(page, { key: "Unidentified", keyCode: 229 }, "insertLineBreak")).toBe(true);
    await chat.waitForState("done", "Sent");
    // A Korean input method ends its composition and breaks the line with one key, which may be held with Shift.
    await composer.fill("안녕");
    expect(await sendKey(page, { key: "Enter", keyCode: 229, shiftKey: true }, "insertLineBreak")).toBe(false);
    expect(await composer.inputValue()).toContain("안녕");
    await composer.fill("");

    // The switcher.
    await page.keyboard.press("Control+k");
    const field = page.getByRole("dialog").getByRole("combobox");
    await field.waitFor();
    for (const key of ["Enter", "Escape", "ArrowDown"]) await endComposing(page, ime, "r", key);
    expect(await field.inputValue()).toBe("rrr");
    await field.fill("walk");
    expect(await sendKey(page, { key: "Enter", keyCode: 229 })).toBe(false);
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "detached" });

    // Adding people: neither Enter nor Backspace of a composition; a comma of any keyboard ends a name.
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.getByRole("button", { name: "New group" }).click();
    const people = page.getByRole("dialog").getByRole("combobox");
    const chips = page.getByRole("dialog").getByRole("button", { name: /^Remove / });
    await people.pressSequentially(bob.username);
    await page.getByRole("option").first().waitFor();
    expect(await sendKey(page, { key: "Enter", keyCode: 229 })).toBe(false);
    expect(await chips.count()).toBe(0);
    await ime.send("Input.insertText", { text: "，" });
    await expect.poll(() => chips.count()).toBe(1);
    expect(await people.inputValue()).toBe("");
    expect(await sendKey(page, { key: "Backspace", keyCode: 229 })).toBe(false);
    expect(await chips.count()).toBe(1);
    expect(await sendKey(page, { key: "Unidentified", keyCode: 229 }, "deleteContentBackward")).toBe(true);
    await expect.poll(() => chips.count()).toBe(0);
    expect(chat.faults).toEqual([]);
  });
});
