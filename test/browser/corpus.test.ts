// Ordinary texts, as the page shows them: the elements, their lines and spaces, and what is copied.
import { describe, expect, inject, it } from "vitest";
import { readCorpus } from "../corpus/read-corpus.ts";
import { seenInPage } from "../corpus/notation.ts";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

/** Some of each language, of marks that act and of none. */
const texts = readCorpus()
  .filter(({ mentioned, typed }) => mentioned.length === 0 && /\p{L}/u.test(typed))
  .filter((_text, index) => index % 13 === 5);

/** How it is laid out is judged elsewhere. */
const words = (text: string): string =>
  text
    .split(/\s+/)
    .filter((word) => word !== "")
    .join(" ");

describe.runIf(hasChromium)("ordinary texts", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[TEXT-50] [TEXT-24] are seen in the page as the corpus says, and copied as they were typed", async () => {
    const { ada, bob, adaWrites } = await makeTalkers(url());
    await adaWrites(texts.map(({ typed }) => typed));
    // All of them at once: the page draws what can be seen.
    const page = await ChatPage.signedIn(
      await browsers.newContext({ viewport: { width: 900, height: 9_000 } }),
      url(),
      ada,
    );
    await page.openConversation(bob.username);
    await page.log
      .locator(".markdown")
      .nth(texts.length - 1)
      .waitFor();
    const shown = (await page.shownTexts()).map(words);
    const should = texts.map(({ typed, message }) => words(message === null ? typed : seenInPage(message)));
    expect(shown).toEqual(should);

    /** Each is selected and copied by itself. */
    const copied = (): Promise<readonly string[]> =>
      page.log.evaluate((log) =>
        [...log.querySelectorAll(".markdown")].map((text) => {
          getSelection()?.selectAllChildren(text);
          const clipboardData = new DataTransfer();
          document.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
          return clipboardData.getData("text/plain");
        }),
      );
    // The code for it comes with the first selection.
    await expect.poll(copied, { timeout: 10_000 }).toEqual(texts.map(({ typed }) => typed));
    expect(page.faults).toEqual([]);
  });
});
