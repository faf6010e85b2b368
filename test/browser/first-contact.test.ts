// Somebody writes to whom they do not know.
import { describe, expect, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowserServer } from "./support/browser-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("a message request", () => {
  const browsers = useBrowsers();
  const server = useBrowserServer({ FIRST_CONTACT: "requests" });

  it("[WEB-292] [WEB-293] stands apart, is read without a sign of it, and is accepted", async () => {
    const { ada, bob, adaWrites } = await makeTalkers(server().url);
    await adaWrites(["hello from afar"]);
    const [his, hers] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), server().url, bob),
      ChatPage.signedIn(await browsers.newContext(), server().url, ada),
    ]);
    await hers.openConversation(bob.username);
    await his.page.getByRole("button", { name: "Message requests" }).click();
    await his.openConversation(ada.username);
    await his.message("hello from afar").waitFor();
    expect(await his.page.title()).not.toContain("(");
    const bar = his.page.getByRole("region", { name: "Message request", exact: true });
    await bar.getByRole("button", { name: "Accept" }).click();
    await bar.waitFor({ state: "detached" });
    await hers.say("thank you");
    await his.message("thank you").waitFor();
    await hers.waitForState("thank you", "Read");
    expect([...his.faults, ...hers.faults]).toEqual([]);
  });
});
