// Ten thousand messages, from the newest to the oldest.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

const messageCount = 10_000;

describe.runIf(hasChromium)("a long conversation", () => {
  const browsers = useBrowsers();

  it("[WEB-36] is scrolled from end to end with few elements, of which few are new at a time", async () => {
    const url = inject("serverUrl");
    const { ada, bob, bobWrites } = await makeTalkers(url);
    await bobWrites(Array.from({ length: messageCount }, (_, n) => `message ${n + 1} of ${messageCount}`));
    const page = await ChatPage.signedIn(await browsers.newContext(), url, bob);
    // To whom wrote it nothing is unread: it opens at its end.
    await page.openConversation(ada.username);
    await page.message(`message ${messageCount} of`).waitFor();

    const { elements, added } = await page.scrollThrough();
    await page.log.getByText(`message 1 of ${messageCount}`, { exact: true }).waitFor();
    expect(elements).toBeLessThan(2_000);
    // What keeps a task short, on any machine: `npm run bench:web` has the times.
    expect(added).toBeLessThan(2_000);
  }, 180_000);
});
