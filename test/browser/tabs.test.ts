// One person with two tabs of one browser: one store and one socket under both.
import { contentText } from "@klatch/sdk";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

const sockets = ({ openSockets }: ChatPage): number => openSockets.size;

/** A socket closes with the server's word, which comes after the page has gone on. */
const allClosed = async ({ openSockets }: ChatPage): Promise<void> => {
  await Promise.all([...openSockets].map((socket) => socket.waitForEvent("close")));
};

describe.runIf(hasChromium)("two tabs", () => {
  const browsers = useBrowsers();

  it("[WEB-34] are one person: both show what either wrote or got, once and in one order", async () => {
    const url = inject("serverUrl");
    const { ada, bob, bobWrites, api, tokens, conversationId } = await makeTalkers(url);
    await bobWrites(["before"]);
    const context = await browsers.newContext();
    const first = await ChatPage.signedIn(context, url, ada);
    await first.openConversation(bob.username);
    const second = await ChatPage.open(context, url);
    await second.ready();
    await second.openConversation(bob.username);

    await first.say("from the first");
    await second.message("from the first").waitFor();
    await second.say("from the second");
    await first.waitForState("from the second", "Sent");
    await bobWrites(["from Bob"]);
    const texts = ["before", "from the first", "from the second", "from Bob"];
    for (const tab of [first, second]) {
      await tab.message("from Bob").waitFor();
      await expect.poll(() => tab.shownTexts()).toEqual(texts);
      expect(tab.faults).toEqual([]);
    }
    expect(sockets(first) + sockets(second)).toBe(1);
    const log = await api.loadLog(tokens.bob, conversationId);
    expect(log.flatMap((event) => (event.type === "new-message" ? [contentText(event.content)] : []))).toEqual(texts);

    // The tab with the socket goes: the other one takes over, with what is said meanwhile.
    await first.page.close();
    await bobWrites(["meanwhile"]);
    await second.say("from the one that is left");
    await second.waitForState("from the one that is left", "Sent");
    await expect.poll(() => second.shownTexts()).toEqual([...texts, "meanwhile", "from the one that is left"]);
    expect([sockets(second), second.faults]).toEqual([1, []]);
  });

  it("[WEB-34] go in and out together", async () => {
    const url = inject("serverUrl");
    const { ada, bob } = await makeTalkers(url);
    const context = await browsers.newContext();
    const [first, second] = [await ChatPage.open(context, url), await ChatPage.open(context, url)];
    await first.signIn(ada);
    await second.ready();
    await second.openConversation(bob.username);
    await second.signOut();
    await first.page.getByRole("button", { name: "New here? Create an account" }).waitFor();
    await Promise.all([allClosed(first), allClosed(second)]);
    expect([sockets(first) + sockets(second), ...first.faults, ...second.faults]).toEqual([0]);
  });
});
