// Who is online, as the page shows it.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("presence", () => {
  const browsers = useBrowsers();

  it("[WEB-300] [WEB-301] a dot and words say who is online; a switch makes one invisible", async () => {
    const url = inject("serverUrl");
    const { ada, bob, tokens, bobWrites } = await makeTalkers(url);
    await bobWrites(["one"]);
    await fetch(`${url}/api/me/privacy`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${tokens.bob}`, "content-type": "application/json" },
      body: JSON.stringify({ presence: "everyone" }),
    });
    const [his, hers] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), url, bob),
      ChatPage.signedIn(await browsers.newContext(), url, ada),
    ]);
    await hers.openConversation(bob.username);
    await hers.page.locator(".conversation-head").getByText("online").waitFor();
    const row = hers.page.locator(".inbox-row .presence-dot");
    await row.waitFor();
    expect(await row.textContent()).toBe("online");
    await his.openMe("Settings");
    await his.page.getByRole("button", { name: /^Privacy/ }).click();
    const invisible = his.page.getByRole("switch", { name: "Invisible" });
    await invisible.click();
    await his.page.reload();
    await invisible.waitFor();
    expect(await invisible.isChecked()).toBe(true);
    expect([...his.faults, ...hers.faults]).toEqual([]);
  });
});
