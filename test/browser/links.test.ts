// Links in messages, and what is copied of messages that are selected.
import type { Locator } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

const url = (): string => inject("serverUrl");

describe.runIf(hasChromium)("links and copying", () => {
  const browsers = useBrowsers();

  it("[TEXT-21] [TEXT-23] [TEXT-24] a link that leads elsewhere asks, an own one stays here; a copy is what was typed", async () => {
    const { ada, bob, bobWrites, adaWrites } = await makeTalkers(url());
    const marked = "**Bold** and\n- [a list](https://x.example)\n- `code`  here";
    await bobWrites([
      "[https://bank.example/login](https://evil.example/?very=long) [here](https://x.example)",
      `Find me: ${url()}/#/u/${bob.username}。`,
      marked,
      "two  spaces,\na line break and 😀",
    ]);
    await adaWrites(["mine"]);
    const lines = Array.from({ length: 60 }, (_, n) => `line ${n + 1}`);
    await bobWrites(lines);
    const context = await browsers.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    await chat.message("line 60").waitFor();
    await chat.log.hover();
    await page.mouse.wheel(0, -20_000);
    const deceiving = chat.message("bank.example").getByRole("link").first();
    await deceiving.waitFor();
    // While older messages are put above it, what was to be clicked moves on.
    await chat.log.getByText("beginning of your conversation").waitFor();

    expect(await deceiving.innerText()).toMatch(/evil\.example$/);
    await deceiving.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Open this link?" });
    await dialog.getByText("https://evil.example/?very=long").waitFor();
    const report = new AxeReport(page);
    await report.judge("a link that asks");
    expect(report.found).toEqual({});
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await deceiving.click({ button: "middle" });
    await dialog.waitFor();
    const open = dialog.getByRole("link", { name: "Open" });
    expect(await open.getAttribute("href")).toBe("https://evil.example/?very=long");
    await page.keyboard.press("Escape");
    expect(context.pages()).toHaveLength(1);
    expect(await chat.message("bank.example").getByRole("link", { name: "here", exact: true }).count()).toBe(1);

    await chat.message("Find me").getByRole("link").click();
    await page.getByRole("dialog").getByText(`@${bob.username}`).first().waitFor();
    await page.keyboard.press("Escape");

    const select = async (from: Locator, to: Locator): Promise<void> => {
      const [first, last] = await Promise.all([from.elementHandle(), to.elementHandle()]);
      await page.evaluate(
        ([a, b]) => {
          if (a !== null && a !== undefined && b !== null && b !== undefined)
            getSelection()?.setBaseAndExtent(a, 0, b, b.childNodes.length);
        },
        [first, last],
      );
    };
    const copied = async (): Promise<string> => {
      await page.evaluate(() => navigator.clipboard.writeText(""));
      await page.keyboard.press("ControlOrMeta+c");
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const bubble = (text: string): Locator => chat.message(text).locator(".message-bubble");
    await select(bubble("Bold"), bubble("Bold"));
    // The code for it comes with the first selection.
    await expect.poll(copied).toBe(marked);
    await select(bubble("two  spaces"), bubble("mine"));
    const twoAuthors = `${bob.username}:\ntwo  spaces,\na line break and 😀\n\n${ada.username}:\nmine`;
    expect(await copied()).toBe(twoAuthors);
    // Part of a text.
    await bubble("two  spaces")
      .locator("p")
      .evaluate((paragraph) => {
        const [first, , last] = paragraph.childNodes;
        if (first !== undefined && last !== undefined) getSelection()?.setBaseAndExtent(first, 3, last, 6);
      });
    expect(await copied()).toBe("  spaces,\na line");
    // The beginning is no longer near the screen.
    await select(bubble("two  spaces"), bubble("two  spaces"));
    await page.mouse.wheel(0, 20_000);
    await chat.message("line 60").waitFor();
    await bubble("line 60").evaluate((end) => getSelection()?.extend(end, end.childNodes.length));
    expect(await copied()).toBe(`${twoAuthors}\n\n${bob.username}:\n${lines.join("\n")}`);
    expect(chat.faults).toEqual([]);
  });
});
