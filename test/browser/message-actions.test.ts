// What one does with a message, by mouse, keyboard and finger, and what its quote and its details say.
import { KlatchClient } from "@klatch/sdk";
import type { Locator } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { onPhone } from "./support/phone.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage, type Credentials } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

/** What can be done with a message that another person wrote. */
const ofAnothers = [
  "Reply",
  "Reply in thread",
  "Add reaction",
  "Forward",
  "Copy text",
  "Copy link",
  "Pin",
  "Select",
  "Star",
  "Details",
  "Report",
  "Delete…",
];

const url = (): string => inject("serverUrl");

async function connected(who: Credentials): Promise<KlatchClient> {
  const client = new KlatchClient({ url: url() });
  await client.login(who);
  await client.connect();
  return client;
}

describe.runIf(hasChromium)("messages", () => {
  const browsers = useBrowsers();

  it("[WEB-91] quotes show offline what the device has; what it lacks is not loaded yet, and comes with the network", async () => {
    const { ada, bob, bobWrites, conversationId } = await makeTalkers(url());
    await bobWrites(["the root", ...Array.from({ length: 80 }, (_, n) => `line ${n + 1}`)]);
    const bobs = await connected(bob);
    const { events } = await bobs.history(conversationId, { after: 0, limit: 100 });
    const [root, late] = [events.at(0), events.at(79)].map((event) =>
      event?.type === "new-message" ? event.messageId : undefined,
    );
    await bobs.send(conversationId, "about the root", { replyTo: root }).acked;
    const { seq } = await bobs.send(conversationId, "about a line", { replyTo: late }).acked;
    bobs.close();
    // Read on another device, so that the page opens at the end.
    const adas = await connected(ada);
    await adas.markRead(conversationId, seq);
    adas.close();

    const context = await browsers.newContext({ serviceWorkers: "allow" });
    const ofRoot = /messages\?before=2&limit=1$/;
    await context.route(ofRoot, (route) => route.abort());
    const chat = await ChatPage.signedIn(context, url(), ada);
    await chat.openConversation(bob.username);
    const quote = (of: string, text: string) =>
      chat.message(of).locator(".reply-quote").getByText(text, { exact: true });
    await quote("about a line", "line 79").waitFor();
    await quote("about the root", "Not loaded yet").waitFor();
    await chat.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
    await context.setOffline(true);
    await context.unroute(ofRoot);
    await chat.page.reload();
    await quote("about a line", "line 79").waitFor();
    await quote("about the root", "Not loaded yet").waitFor();
    await context.setOffline(false);
    await quote("about the root", "the root").click();
    await chat.message("the root").and(chat.log.locator(".message-flash")).waitFor();
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-92] [WEB-93] [WEB-95] [WEB-96] [WEB-225] bar, menu, keys and the details page, by mouse and keyboard", async () => {
    const { ada, bob, bobWrites, conversationId } = await makeTalkers(url());
    await bobWrites(["first of three", "a second that is much longer than the first and the third", "last of three"]);
    const context = await browsers.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    const [second, third] = [chat.message("a second"), chat.message("last of three")];
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    const strip = page.getByRole("button", { name: "Cancel reply" });
    await third.waitFor();

    // The time of the last of a group stands there; of the others it appears, and nothing moves.
    const time = (of: Locator): Locator => of.locator("time");
    await time(third).waitFor();
    expect(await time(second).isVisible()).toBe(false);
    const before = await Promise.all([second, third].map((row) => row.locator(".message-bubble").boundingBox()));
    await third.hover();
    await boxesApart(third.locator(".message-bar"), time(second));
    await second.hover();
    await time(second).waitFor();
    const bar = second.locator(".message-bar");
    expect(await bar.boundingBox()).toMatchObject({ height: 32 });
    expect(await Promise.all([second, third].map((row) => row.locator(".message-bubble").boundingBox()))).toEqual(
      before,
    );
    await bar.getByRole("button", { name: "Reply", exact: true }).click();
    await strip.click();

    const items = page.getByRole("menuitem");
    await second.hover();
    await bar.getByRole("button", { name: "Actions" }).click();
    await expect.poll(() => items.allInnerTexts()).toEqual(ofAnothers);
    await page.keyboard.press("Escape");
    await items.first().waitFor({ state: "detached" });
    await second.click({ button: "right" });
    await items.filter({ hasText: "Copy link" }).click();
    await page.getByText("Link to the message copied").waitFor();
    const link = await copied();

    // After a click letters are no actions.
    await second.click();
    await page.keyboard.press("i");
    await second.click();
    await page.keyboard.press("j");
    expect(await chat.composer.inputValue()).toBe("ij");
    expect(page.url()).not.toContain("side=");

    await chat.composer.fill("");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => second.evaluate((row) => row === document.activeElement)).toBe(true);
    await page.keyboard.press("c");
    await page.getByText("Text copied").waitFor();
    expect(await copied()).toBe("a second that is much longer than the first and the third");
    await page.keyboard.press("Shift+C");
    await expect.poll(copied).toBe(link);
    await page.keyboard.press("Shift+F10");
    await items.first().waitFor();
    await page.keyboard.press("Escape");
    await items.first().waitFor({ state: "detached" });
    await page.keyboard.press("i");
    const details = page.getByRole("region", { name: "Message details" });
    await details.getByText("a second that").waitFor();
    expect(await details.locator(".message-readers-state").count()).toBe(0);
    await page.reload();
    await details.getByText("a second that").waitFor();

    await chat.say("mine");
    await chat.waitForState("mine", "Sent");
    await page.keyboard.press("Shift+Tab");
    await expect.poll(() => chat.message("mine").evaluate((row) => row === document.activeElement)).toBe(true);
    await page.keyboard.press("i");
    await details.getByText("Not read yet").waitFor();
    const bobs = await connected(bob);
    await bobs.markRead(conversationId, bobs.conversations()[0]?.headSeq ?? 0);
    await details.getByText("Read", { exact: true }).waitFor();
    bobs.close();
    await page.goto("about:blank");
    await page.goto(link);
    await second.and(chat.log.locator(".message-flash")).waitFor();
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-37] [WEB-92] [WEB-94] on a phone a long press opens the sheet, and a swipe replies", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["See https://example.org/ there", "second"]);
    const { chat, finger } = await onPhone(browsers, url(), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    const sheet = page.getByRole("dialog", { name: "Actions" });
    const row = chat.message("example.org");
    await row.waitFor();

    // On a link: the sheet opens, and the link is not followed.
    await finger.down(row.getByRole("link"));
    await sheet.waitFor();
    await finger.up();
    expect(await sheet.locator(".message-sheet-item").allInnerTexts()).toEqual(ofAnothers);
    await sheet.getByText(/^@?.+ · .*:/).waitFor();
    // The message that it is about stands above it.
    const lifted = await sheet.locator(".sheet-lift").boundingBox();
    const panel = await sheet.locator(".sheet-panel").boundingBox();
    expect((lifted?.y ?? 0) + (lifted?.height ?? 0)).toBeLessThan(panel?.y ?? 0);
    const report = new AxeReport(page);
    await report.judge("a message's sheet");
    await page.goBack();
    await sheet.waitFor({ state: "detached" });

    await finger.down(row.getByRole("link"));
    await sheet.waitFor();
    await finger.up();
    await finger.swipe(sheet.getByRole("button", { name: "Close" }), 0, 150);
    await sheet.waitFor({ state: "detached" });

    const strip = page.getByRole("button", { name: "Cancel reply" });
    await finger.swipe(row.locator(".message-bubble"), 40, 2);
    expect(await strip.count()).toBe(0);
    await finger.swipe(row.locator(".message-bubble"), 70, 2);
    await strip.tap();

    await finger.down(row.getByRole("link"));
    await sheet.waitFor();
    await finger.up();
    await sheet.getByRole("button", { name: "Details" }).tap();
    await page.getByRole("region", { name: "Message details" }).getByText("See").waitFor();
    await report.judge("a message's details");
    expect(report.found).toEqual({});
    expect(page.context().pages()).toHaveLength(1);
    expect(chat.faults).toEqual([]);
  });
});

/** The two do not cover each other. What is not shown has no box. */
async function boxesApart(one: Locator, other: Locator): Promise<void> {
  const [a, b] = await Promise.all([one.boundingBox(), other.boundingBox()]);
  if (a === null || b === null) throw new Error("not on the page");
  const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  expect(apart || !(await other.isVisible())).toBe(true);
}
