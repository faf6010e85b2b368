// Whatever others write, in every place where it is shown.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { hostileTexts } from "../support/hostile-texts.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("hostile texts", () => {
  const browsers = useBrowsers();

  it("[WEB-24] neither run nor fetch nor break the page, in messages, previews, quotes and names", async () => {
    const url = inject("serverUrl");
    const { ada, bob, bobWrites } = await makeTalkers(url);
    await bobWrites(hostileTexts.map(({ text }) => text));
    const page = await ChatPage.signedIn(await browsers.newContext(), url, ada);
    const elsewhere: string[] = [];
    page.page.on("request", (request) => {
      if (!request.url().startsWith(url)) elsewhere.push(request.url());
    });
    page.page.on("dialog", (dialog) => void dialog.dismiss());

    for (const { text } of hostileTexts) {
      // Each is the newest once: the list of conversations shows it too.
      await bobWrites([text]);
    }
    await bobWrites(["the last of them"]);
    await page.openConversation(bob.username);
    await page.message("the last of them").waitFor();
    await page.scrollThrough();

    const found = await page.page.evaluate(() => ({
      ran: Reflect.get(window, "hacked") !== undefined,
      made: document.querySelectorAll(
        "#app :is(script, iframe, object, embed, form:not([class]), style, base, meta, img)",
      ).length,
      handlers: [...document.querySelectorAll("#app *")].filter((element) =>
        element.getAttributeNames().some((name) => name.startsWith("on")),
      ).length,
      hrefs: [...document.querySelectorAll<HTMLAnchorElement>("#app .markdown a")].map(({ protocol }) => protocol),
      width: document.documentElement.scrollWidth - innerWidth,
    }));
    expect(found).toMatchObject({ ran: false, made: 0, handlers: 0 });
    expect(found.width).toBeLessThanOrEqual(0);
    for (const protocol of found.hrefs) expect(["http:", "https:", "mailto:"]).toContain(protocol);
    expect(elsewhere).toEqual([]);
    expect(page.faults).toEqual([]);
  });
});
