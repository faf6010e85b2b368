// Messages that burn in the page: the menu of the send button, the clock, what stands there afterwards.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("messages that burn", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[EXPIRE-30] [EXPIRE-31] [EXPIRE-32] one is sent from the menu, counts down once it was read, and is gone offline too", async () => {
    const { ada, bob, conversationId, tokens } = await makeTalkers(url());
    const [hers, his] = [await browsers.newContext(), await browsers.newContext()];
    const [chat, other] = [await ChatPage.signedIn(hers, url(), ada), await ChatPage.signedIn(his, url(), bob)];
    await chat.openConversation(bob.username);
    const send = chat.page.getByRole("button", { name: "Send", exact: true });
    await chat.composer.fill("burn after reading");
    await send.click({ button: "right" });
    await chat.page.getByRole("menuitem", { name: "Disappears after reading…" }).click();
    await chat.page.getByRole("menuitem", { name: "10 seconds" }).click();
    const sent = chat.message("burn after reading");
    await sent.getByText("Disappears 10 seconds after reading").waitFor({ state: "attached" });
    await sent.click({ button: "right" });
    await chat.page.getByRole("menuitem", { name: "Reply", exact: true }).waitFor();
    expect(await chat.page.getByRole("menuitem", { name: "Forward" }).count()).toBe(0);
    await chat.page.keyboard.press("Escape");

    await other.openConversation(ada.username);
    await other
      .message("burn after reading")
      .getByText(/^Disappears in \d+ seconds?$/)
      .waitFor({ state: "attached" });
    await sent.getByText(/^Disappears in \d+ seconds?$/).waitFor({ state: "attached" });
    await hers.setOffline(true);
    for (const one of [chat, other]) await one.page.getByText("This message has expired").waitFor();
    expect(await chat.page.getByText("burn after reading").count()).toBe(0);

    const headers = { authorization: `Bearer ${tokens.ada}` };
    const page = await fetch(`${url()}/api/conversations/${conversationId}/messages`, { headers });
    expect(await page.text()).not.toContain("burn after reading");
  });
});
