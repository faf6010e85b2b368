// Reading and writing in the middle of a conversation: the place is kept, and every jump ends where it was meant to.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";
import { anyVisible, scrollBy, scrollTo, standOf } from "./support/log-view.ts";
import { makeTalkers, type Talkers } from "./support/talkers.ts";
import { useWire } from "./support/wire.ts";

const phone = { width: 390, height: 844 };
/** Every third message has several lines, so that no estimate of heights is right. */
const lines = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => (n % 3 === 0 ? `${name} ${n + 1}\n\nmore\n\nand more` : `${name} ${n + 1}`));

describe.runIf(hasChromium)("the place in a conversation", () => {
  const browsers = useBrowsers();
  const wire = useWire();

  /** Bob wrote 300 messages, and one more that answers the tenth. */
  async function longTalk(): Promise<Talkers & { readonly answer: (seq: number, text: string) => Promise<void> }> {
    const talkers = await makeTalkers(inject("serverUrl"));
    await talkers.bobWrites(Array.from({ length: 300 }, (_, n) => `message ${n + 1}`));
    const answer = async (seq: number, text: string): Promise<void> => {
      const response = await fetch(`${inject("serverUrl")}/api/conversations/${talkers.conversationId}/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${talkers.tokens.bob}`, "content-type": "application/json" },
        body: JSON.stringify({
          clientMsgId: crypto.randomUUID(),
          content: { type: "text", text },
          replyTo: `${talkers.conversationId}:${seq}`,
        }),
      });
      expect(response.status).toBe(201);
    };
    return { ...talkers, answer };
  }

  it("[WEB-81] [WEB-82] [WEB-84] [WEB-87] [WEB-88] pill, quote, address and sending lead to their message, and reading goes on from there", async () => {
    const { ada, bob, conversationId, answer, bobWrites } = await longTalk();
    const context = await browsers.newContext();
    const page = await ChatPage.signedIn(context, wire().url, ada);
    await page.openConversation(bob.username);
    expect(await standOf(page, "message 1")).toMatchObject({ isVisible: true });

    // Only what was on the screen has been read.
    await page.page.getByRole("button", { name: /^2[89]\d new messages/ }).click();
    expect(await standOf(page, "message 300")).toMatchObject({ isVisible: true, toEnd: 0 });
    const row = page.conversations.getByRole("button").filter({ hasText: bob.username });
    await row.getByText(/unread message/).waitFor({ state: "detached" });
    await page.page.getByRole("button", { name: /new message/ }).waitFor({ state: "detached" });

    await answer(10, "look at the tenth");
    expect(await standOf(page, "look at the tenth")).toMatchObject({ isVisible: true, toEnd: 0 });
    await scrollTo(page, "up", "message 200");
    await scrollTo(page, "down", "look at the tenth");

    await page
      .message("look at the tenth")
      .getByRole("button", { name: /message 10/ })
      .click();
    expect(await standOf(page, "message 10")).toMatchObject({ isVisible: true });
    await scrollTo(page, "up", "message 1");
    await scrollTo(page, "down", "message 120");
    await page.say("from the middle");
    expect(await standOf(page, "from the middle")).toMatchObject({ isVisible: true, toEnd: 0 });
    await bobWrites(["and back"]);
    expect(await standOf(page, "and back")).toMatchObject({ isVisible: true, toEnd: 0 });

    // A wheel leaves the end, and finds it again.
    await page.log.hover();
    await page.page.mouse.wheel(0, -600);
    await standOf(page, "");
    const reading = await anyVisible(page);
    const { top } = await standOf(page, reading);
    await bobWrites([`tall\n\n${"words and more words ".repeat(400)}`]);
    await page.page.getByRole("button", { name: "1 new message" }).waitFor();
    expect((await standOf(page, reading)).top).toBeCloseTo(top ?? -1, 0);
    await page.page.mouse.wheel(0, 9_000);
    const folded = await standOf(page, "tall");
    expect(folded.toEnd).toBe(0);
    await page.message("tall").getByRole("button", { name: "Show all" }).click();
    const unfolded = await standOf(page, "tall");
    expect(unfolded.top).toBeCloseTo(folded.top ?? -1, 0);
    expect(unfolded.toEnd).toBeGreaterThan(500);
    await page.page.getByRole("button", { name: "To the newest message" }).click();
    await page.message("tall").getByRole("button", { name: "Show less" }).click();
    expect((await standOf(page, "tall")).toEnd).toBe(0);

    const linked = await ChatPage.open(context, `${wire().url}/#/c/${conversationId}/130`);
    await linked.log.waitFor();
    expect(await standOf(linked, "message 130")).toMatchObject({ isVisible: true });
    await scrollTo(linked, "up", "message 60");
    await scrollTo(linked, "down", "tall");
    expect([...page.faults, ...linked.faults]).toEqual([]);
  });

  it("[WEB-8] [WEB-87] [WEB-101] End leads to the end of the log, whatever is loaded, and Home keeps the focus on a message", async () => {
    const { ada, bob, conversationId, bobWrites } = await makeTalkers(inject("serverUrl"));
    await bobWrites(lines("message", 300));
    const chat = await ChatPage.signedIn(await browsers.newContext(), inject("serverUrl"), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    expect(await standOf(chat, "message 1")).toMatchObject({ isVisible: true });
    await chat.composer.press("End");
    expect(await standOf(chat, "message 300")).toMatchObject({ isVisible: true, toEnd: 0 });
    await page.keyboard.type("x");
    expect(await chat.composer.inputValue()).toBe("x");

    await page.evaluate((id) => (location.hash = `#/c/${id}/60`), conversationId);
    expect(await standOf(chat, "message 60")).toMatchObject({ isVisible: true });
    await chat.log.focus();
    await page.keyboard.press("End");
    expect(await standOf(chat, "message 300")).toMatchObject({ isVisible: true, toEnd: 0 });
    for (const _ of [1, 2, 3]) {
      const before = await chat.focusedText();
      await page.keyboard.press("Home");
      await standOf(chat, "");
      await page.locator("article[data-seq]:focus").waitFor();
      expect(await chat.focusedText()).not.toBe(before);
    }
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-80] [WEB-83] the end and the place stay through reconnecting, a tall draft, resizing and turning the phone", async () => {
    const { ada, bob, bobWrites, adaWrites } = await makeTalkers(inject("serverUrl"));
    await bobWrites(lines("message", 150));
    const context = await browsers.newContext({ serviceWorkers: "allow", viewport: phone, hasTouch: true });
    const page = await ChatPage.signedIn(context, wire().url, bob);
    await page.openConversation(ada.username);
    expect(await standOf(page, "message 150")).toMatchObject({ isVisible: true, toEnd: 0 });

    const away = async (act: () => Promise<void>): Promise<void> => {
      wire().cut();
      await context.setOffline(true);
      await act();
      wire().mend();
      await context.setOffline(false);
    };
    await away(() => adaWrites(lines("first", 100)));
    await page.message("first 100").waitFor();
    expect(await standOf(page, "first 100")).toMatchObject({ isVisible: true, toEnd: 0 });

    const insetPx = 80;
    await page.page.evaluate(
      (px) => document.documentElement.style.setProperty("--list-inset-end", `${px}px`),
      insetPx,
    );
    const lifted = await standOf(page, "first 100");
    expect(lifted).toMatchObject({ isVisible: true, toEnd: 0 });
    expect(lifted.toLowerEdge).toBeGreaterThanOrEqual(insetPx);
    await page.page.evaluate(() => document.documentElement.style.removeProperty("--list-inset-end"));
    await page.composer.fill("a\n".repeat(12));
    expect(await standOf(page, "first 100")).toMatchObject({ isVisible: true, toEnd: 0 });
    await page.composer.fill("");
    expect(await standOf(page, "first 100")).toMatchObject({ isVisible: true, toEnd: 0 });
    for (const size of [{ width: 844, height: 390 }, phone, { width: 390, height: 420 }, phone]) {
      await page.page.setViewportSize(size);
      expect(await standOf(page, "first 100")).toMatchObject({ isVisible: true, toEnd: 0 });
    }

    await scrollBy(page, -3_000);
    await standOf(page, "");
    const reading = await anyVisible(page);
    const before = await standOf(page, reading);
    await away(() => adaWrites(lines("second", 100)));
    await page.page.getByRole("button", { name: /new message/ }).waitFor();
    expect((await standOf(page, reading)).top).toBeCloseTo(before.top ?? -1, 0);
    for (const size of [{ width: 844, height: 390 }, phone]) {
      await page.page.setViewportSize(size);
      expect(await standOf(page, reading)).toMatchObject({ isVisible: true });
    }
    await page.page.getByRole("button", { name: /new message/ }).click();
    expect(await standOf(page, "second 100")).toMatchObject({ isVisible: true, toEnd: 0 });
    expect(page.faults).toEqual([]);
  });

  it("[WEB-85] of a newcomer begins with what is hidden from them", async () => {
    const { ada, bob, eve, groupId } = await makeGroup(inject("serverUrl"), "Launch");
    await ada.client.connect();
    await ada.client.send(groupId, "before Eve").acked;
    await ada.client.groups.addMembers(groupId, [eve.id]);
    await ada.client.send(groupId, "to Eve").acked;
    ada.client.close();
    const [evePage, bobPage] = await Promise.all(
      [eve, bob].map(async (who) => ChatPage.signedIn(await browsers.newContext(), wire().url, who)),
    );
    for (const [page, line] of [
      [evePage, "Earlier messages are not visible to you."],
      [bobPage, "This is the beginning of Launch."],
    ] as const) {
      await page?.openConversation("Launch");
      await page?.message("to Eve").waitFor();
      await page?.log.getByText(line).waitFor();
      expect(await page?.log.getByText(/beginning|Earlier/).count()).toBe(1);
    }
  });
});
