// The server dies under open pages and comes back.
import { describe, expect, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowserServer } from "./support/browser-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("a server that is killed and started anew", () => {
  const browsers = useBrowsers();
  const server = useBrowserServer();

  it("[WEB-35] finds both pages again, with what was written meanwhile", async () => {
    const { ada, bob } = await makeTalkers(server().url);
    const [a, b] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), server().url, ada),
      ChatPage.signedIn(await browsers.newContext(), server().url, bob),
    ]);
    await a.openConversation(bob.username);
    await b.openConversation(ada.username);
    await a.say("before");
    await b.message("before").waitFor();

    await server().kill();
    await a.say("while it was away");
    await a.waitForState("while it was away", "Waiting");
    await server().restart();

    await b.message("while it was away").waitFor();
    await a.waitForState("while it was away", "Read");
    await b.say("after");
    await a.message("after").waitFor();
    for (const page of [a, b])
      await expect.poll(() => page.shownTexts()).toEqual(["before", "while it was away", "after"]);
  });
});
