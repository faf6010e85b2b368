// What one does with a message, by mouse, keyboard and finger, and what its quote and its details say.
import { KlatchClient } from "@klatch/sdk";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage, type Credentials } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

const url = (): string => inject("serverUrl");

async function connected(who: Credentials): Promise<KlatchClient> {
  const client = new KlatchClient({ url: url() });
  await client.login(who);
  await client.connect();
  return client;
}

describe.runIf(hasChromium)("messages", () => {
  const browsers = useBrowsers();

  it("[WEB-91] quotes show offline what the device has; what it lacks is not loaded yet, and comes with the network", async () => {
    const { ada, bob, bobWrites, conversationId } = await makeTalkers(url());
    await bobWrites(["the root", ...Array.from({ length: 80 }, (_, n) => `line ${n + 1}`)]);
    const bobs = await connected(bob);
    const { events } = await bobs.history(conversationId, { after: 0, limit: 100 });
    const [root, late] = [events.at(0), events.at(79)].map((event) =>
      event?.type === "new-message" ? event.messageId : undefined,
    );
    await bobs.send(conversationId, "about the root", { replyTo: root }).acked;
    const { seq } = await bobs.send(conversationId, "about a line", { replyTo: late }).acked;
    bobs.close();
    // Read on another device, so that the page opens at the end.
    const adas = await connected(ada);
    await adas.markRead(conversationId, seq);
    adas.close();

    const context = await browsers.newContext();
    const ofRoot = /messages\?before=2&limit=1$/;
    await context.route(ofRoot, (route) => route.abort());
    const chat = await ChatPage.signedIn(context, url(), ada);
    await chat.openConversation(bob.username);
    const quote = (of: string, text: string) =>
      chat.message(of).locator(".reply-quote").getByText(text, { exact: true });
    await quote("about a line", "line 79").waitFor();
    await quote("about the root", "Not loaded yet").waitFor();
    await chat.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
    await context.setOffline(true);
    await chat.page.reload();
    await quote("about a line", "line 79").waitFor();
    await quote("about the root", "Not loaded yet").waitFor();
    await context.unroute(ofRoot);
    await context.setOffline(false);
    await quote("about the root", "the root").click();
    await chat.message("the root").and(chat.log.locator(".message-flash")).waitFor();
    expect(chat.faults).toEqual([]);
  });
});
