// A new group in two steps: its draft outlives whatever happens to the page, and one group comes of it.
import type { Locator, Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers, newCredentials } from "./support/talkers.ts";

const dialogOf = (page: Page) => page.getByRole("dialog", { name: "New group" });
const fieldOf = (page: Page) => page.getByRole("combobox", { name: "Add people" });
const chipsOf = (page: Page): Promise<readonly string[]> =>
  page.getByRole("group", { name: "Chosen people" }).locator(".chip-text").allInnerTexts();

describe.runIf(hasChromium)("a new group", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[WEB-150] [WEB-151] [WEB-153] [TEXT-31] is kept as a draft whatever happens, and made once", async () => {
    const { ada, bob, api, tokens } = await makeTalkers(url());
    const carol = newCredentials("carol");
    await api.register(carol);
    const context = await browsers.newContext();
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page } = chat;
    const { keyboard } = page;
    await chat.conversations.getByRole("button").filter({ hasText: bob.username }).waitFor();

    // Whom the device knows by the first letters, anybody by the whole username; Backspace takes back.
    await page.getByRole("button", { name: "New conversation" }).click();
    await page.getByRole("button", { name: "New group" }).click();
    await fieldOf(page).pressSequentially("bo");
    await dialogOf(page).getByRole("option", { name: bob.username }).waitFor();
    await keyboard.press("Enter");
    await expect.poll(() => chipsOf(page)).toEqual([bob.username]);
    await fieldOf(page).pressSequentially(`@${carol.username},`);
    await expect.poll(() => chipsOf(page)).toEqual([bob.username, carol.username]);
    await keyboard.press("Backspace");
    await expect.poll(() => chipsOf(page)).toEqual([bob.username]);
    // Enter in the empty field leads on.
    await keyboard.press("Enter");
    const name = page.getByRole("textbox", { name: "Group name" });
    // 64 units: a family that has no room is left out wholly, as is the half of a flag.
    for (const [end, kept] of [
      ["\u{1F468}\u200D\u{1F469}\u200D\u{1F467}", ""],
      ["é\u{1F1E9}\u{1F1EA}", "é"],
    ] as const) {
      await name.fill("");
      await keyboard.insertText("x".repeat(61) + end);
      expect(await name.inputValue()).toBe("x".repeat(61) + kept);
    }
    await name.fill("Night walkers");

    // A click beside it closes one step, and then the dialog.
    await page.mouse.click(4, 4);
    await fieldOf(page).waitFor();
    await page.mouse.click(4, 4);
    await dialogOf(page).waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "New conversation" }).waitFor();
    await page.getByRole("button", { name: /New group.*draft/s }).click();
    expect(await chipsOf(page)).toEqual([bob.username]);
    await keyboard.press("Escape");
    await dialogOf(page).waitFor({ state: "detached" });

    // A reload keeps it, and another tab has it too.
    await page.goto(`${url()}/#/new-group`);
    await page.reload();
    await expect.poll(() => chipsOf(page)).toEqual([bob.username]);
    const other = await ChatPage.open(context, `${url()}/#/new-group`);
    await expect.poll(() => chipsOf(other.page)).toEqual([bob.username]);
    await fieldOf(other.page).fill(`@${carol.username}`);
    await other.page.keyboard.press("Enter");
    await expect.poll(() => chipsOf(page)).toEqual([bob.username, carol.username]);

    // Discarded and put back.
    await page.getByRole("button", { name: "Discard" }).click();
    await expect.poll(() => chipsOf(other.page)).toEqual([]);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => chipsOf(other.page)).toEqual([bob.username, carol.username]);
    await other.page.close();

    // The server makes it, and nobody hears of that.
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("textbox", { name: "Group name" }).waitFor();
    await page.route("**/api/groups", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole("button", { name: "Create group" }).click();
    await page.getByText("The group is kept as a draft").waitFor();
    await page.unroute("**/api/groups");
    await page.getByRole("textbox", { name: "Group name" }).fill("Day walkers");
    await page.getByRole("button", { name: "Create group" }).click();
    await chat.log.waitFor();
    await page.getByRole("heading", { name: "Day walkers" }).first().waitFor();
    const groups = await (
      await fetch(`${url()}/api/groups`, { headers: { authorization: `Bearer ${tokens.ada}` } })
    ).json();
    expect(groups).toMatchObject({ items: [{ group: { name: "Day walkers", memberCount: 3 } }] });

    // Neither "back" nor Esc shows a form.
    await page.goBack();
    await chat.conversations.getByRole("button").filter({ hasText: "Day walkers" }).waitFor();
    await keyboard.press("Escape");
    expect([await page.getByRole("dialog").count(), new URL(page.url()).hash]).toEqual([0, "#/chats"]);
    await page.goto(`${url()}/#/new-group`);
    await fieldOf(page).waitFor();
    expect(await chipsOf(page)).toEqual([]);
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-155] a conversation is begun with a thumb: nothing stays under the button, and no field under another", async () => {
    const { ada, bob, api, tokens } = await makeTalkers(url());
    for (const name of ["carol", "dora"]) {
      const { user } = await api.register(newCredentials(name));
      await api.openDirect(tokens.ada, user.id);
    }
    const context = await browsers.newContext({ hasTouch: true, viewport: { width: 390, height: 400 } });
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page } = chat;
    const begin = page.getByRole("button", { name: "New conversation" });
    const boxOf = async (one: Locator): Promise<{ x: number; y: number; width: number; height: number }> =>
      (await one.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await expect.poll(() => chat.conversations.getByRole("button").count()).toBe(3);
    await chat.conversations.evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
    const last = await boxOf(chat.conversations.getByRole("button").last());
    expect(last.y + last.height).toBeLessThanOrEqual((await boxOf(begin)).y);

    await begin.tap();
    await page.getByRole("button", { name: "I have a link" }).tap();
    const [link, open] = [page.getByRole("textbox", { name: "Link" }), page.getByRole("button", { name: "Open" })];
    for (const width of [320, 390, 699, 700, 900, 1_100, 1_280]) {
      await page.setViewportSize({ width, height: 700 });
      // The frame takes its new form a moment later.
      const layout = async (): Promise<object> => {
        const [field, button] = [await boxOf(link), await boxOf(open)];
        const isApart = field.x + field.width <= button.x || field.y + field.height <= button.y;
        return { width, isReadable: field.width > 120, isApart, isInside: button.x + button.width <= width };
      };
      await expect.poll(layout).toEqual({ width, isReadable: true, isApart: true, isInside: true });
    }
    await page.setViewportSize({ width: 390, height: 700 });
    await page.getByRole("button", { name: "Back", exact: true }).tap();
    await chat.conversations.getByRole("button").filter({ hasText: bob.username }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.ariaLabel)).toBe("New conversation");
    expect(chat.faults).toEqual([]);
  });
});
