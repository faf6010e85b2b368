// Scheduled and silent messages in the page: the menu of the send button, the dialog of times, the side page.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("scheduled messages", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[WEB-210] [WEB-211] [WEB-370] [WEB-371] one is sent silently, one is scheduled, edited, sent now; another is cancelled; a file is scheduled with its words", async () => {
    const { ada, bob } = await makeTalkers(url());
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page, composer } = chat;
    await chat.openConversation(bob.username);
    const send = page.getByRole("button", { name: "Send", exact: true });

    await composer.fill("psst");
    await send.click({ button: "right" });
    await page.getByRole("menuitem", { name: "Send silently" }).click();
    await chat.message("psst").getByText("Sent silently").waitFor({ state: "attached" });

    await composer.fill("Happy birthday");
    await send.focus();
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menuitem", { name: "Schedule…" }).click();
    const dialog = page.getByRole("dialog");
    const whenField = dialog.getByLabel("Date and time");
    await whenField.fill("2020-01-01T10:00");
    expect(await dialog.getByRole("button", { name: "Schedule", exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole("button", { name: /^Tomorrow morning/ }).click();
    await expect.poll(() => composer.inputValue()).toBe("");
    await page.getByRole("button", { name: "1 scheduled message", exact: true }).click();
    const side = page.getByRole("complementary").filter({ hasText: "Scheduled messages" });
    const item = side.getByRole("listitem").filter({ hasText: "Happy birthday" });
    await item.getByRole("button", { name: "Edit" }).click();
    await dialog.getByLabel("Message").fill("Happy birthday, Bob");
    await dialog.getByRole("button", { name: "Save" }).click();
    await item.filter({ hasText: "Happy birthday, Bob" }).getByRole("button", { name: "Send now" }).click();
    await chat.message("Happy birthday, Bob").waitFor();
    await side.getByText("No scheduled messages").waitFor();

    await composer.fill("never");
    await send.click({ button: "right" });
    await page.getByRole("menuitem", { name: "Schedule…" }).click();
    await dialog.getByRole("button", { name: /^In an hour/ }).click();
    await side.getByRole("listitem").getByRole("button", { name: "Cancel" }).click();
    await side.getByText("No scheduled messages").waitFor();
    expect(await page.getByRole("button", { name: /scheduled message/ }).count()).toBe(0);

    // With a file: uploaded first, listed with its words, which are edited, and there when it is sent.
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: "File", exact: true }).click();
    await (await chooser).setFiles({ name: "menu.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") });
    const tray = page.getByRole("list", { name: "1 file to send" });
    await tray.getByText("menu.pdf").waitFor();
    await composer.fill("The menu");
    await send.and(page.locator(":enabled")).click({ button: "right" });
    await page.getByRole("menuitem", { name: "Schedule…" }).click();
    await dialog.getByRole("button", { name: /^In an hour/ }).click();
    await tray.waitFor({ state: "detached" });
    expect(await composer.inputValue()).toBe("");
    const file = side.getByRole("listitem").filter({ hasText: "menu.pdf" });
    await file.getByRole("button", { name: "Edit" }).click();
    await dialog.getByLabel("Message").fill("The new menu");
    await dialog.getByRole("button", { name: "Save" }).click();
    await file.filter({ hasText: "The new menu" }).getByRole("button", { name: "Send now" }).click();
    await side.getByText("No scheduled messages").waitFor();
    await chat.message("The new menu").getByRole("button", { name: "Save menu.pdf" }).waitFor();
    expect(chat.faults).toEqual([]);
  });
});
