// What axe finds on the main screens, in both themes: nothing serious.
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

/** Each serious fault: the rule, and where. */
async function seriousFaults(page: Page): Promise<readonly string[]> {
  // What moves into its place is judged when it is there.
  await page.evaluate(async () => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (): Promise<axe.AxeResults> => Reflect.get(window, "axe").run());
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

describe.runIf(hasChromium)("accessibility", () => {
  const browsers = useBrowsers();

  it.each(["light", "dark"] as const)("[WEB-37] axe finds nothing serious on the main screens, %s", async (theme) => {
    const url = inject("serverUrl");
    const { ada, bob, bobWrites } = await makeTalkers(url);
    await bobWrites(["Some **bold** words, a [link](https://example.com/) and `code`", "```\ncode\n```"]);
    const chat = await ChatPage.open(await browsers.newContext({ colorScheme: theme, reducedMotion: "reduce" }), url);
    const found: Record<string, readonly string[]> = { "sign-up": await seriousFaults(chat.page) };
    await chat.signIn(ada);
    found["inbox"] = await seriousFaults(chat.page);
    await chat.openConversation(bob.username);
    await chat.say("An answer");
    await chat.waitForState("An answer", "Sent");
    found["conversation"] = await seriousFaults(chat.page);
    await chat.page.getByRole("button", { name: "Settings" }).click();
    await chat.page.getByRole("heading", { name: "Settings" }).waitFor();
    found["settings"] = await seriousFaults(chat.page);
    await chat.page.goto(`${url}/#/new`);
    await chat.page.getByRole("textbox", { name: "Username" }).waitFor();
    found["new conversation"] = await seriousFaults(chat.page);
    expect(found).toEqual({ "sign-up": [], inbox: [], conversation: [], settings: [], "new conversation": [] });
  });
});
