// A deployment where messages are edited and deleted for other times than usual.
import { KlatchClient } from "@klatch/sdk";
import { describe, expect, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowserServer } from "./support/browser-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

const editSeconds = 15;
/** Further ahead than timers reach. */
const recallDays = 46;

describe.runIf(hasChromium)("[WEB-282] [SOCKET-26] other windows", () => {
  const browsers = useBrowsers();
  const server = useBrowserServer({ EDIT_SECONDS: `${editSeconds}`, RECALL_SECONDS: `${recallDays * 86_400}` });

  it("are offered as long as the server has them, and what is over goes from an open menu", async () => {
    const { url } = server();
    const { ada, bob } = await makeTalkers(url);
    const chat = await ChatPage.signedIn(await browsers.newContext(), url, ada);
    const { page } = chat;
    const { keyboard } = page;
    await chat.openConversation(bob.username);
    await chat.say("of a moment");
    await chat.waitForState("of a moment", "Sent");
    await chat.toLastMessage();
    await keyboard.press("Enter");
    const menu = page.getByRole("menu", { name: "Actions" });
    const edit = menu.getByRole("menuitem", { name: "Edit" });
    await menu.waitFor();
    await keyboard.press("e");
    await edit.and(page.locator(":focus")).waitFor();
    await edit.waitFor({ state: "detached" });
    // The keys go on in the menu.
    await menu.locator(":focus").waitFor();
    await keyboard.press("c");
    await menu.getByRole("menuitem", { name: "Copy text" }).and(page.locator(":focus")).waitFor();
    await keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });
    await keyboard.press("e");
    expect(await page.getByText("Edit message").count()).toBe(0);

    await chat.toLastMessage();
    await keyboard.press("Delete");
    const dialog = page.getByRole("dialog", { name: "Delete message?" });
    await dialog.getByRole("button", { name: "Delete for everyone" }).waitFor();
    const dayAhead = new Date(Date.now() + recallDays * 86_400_000);
    const month = dayAhead.toLocaleDateString("en", { month: "short" });
    expect(await dialog.getByText("Possible until").innerText()).toContain(month);
    expect(chat.faults).toEqual([]);

    const client = new KlatchClient({ url });
    await client.login(bob);
    await client.connect();
    expect(client.changeWindows).toEqual({ editMs: editSeconds * 1_000, recallMs: recallDays * 86_400_000 });
    client.close();
  });
});
