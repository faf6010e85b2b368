// A page that sleeps for longer than its token lives: it comes back with everything, as if nothing had been.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { TestServer } from "../support/test-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

/** What the page has said of its connection since `watch`. */
async function watch({ page }: ChatPage): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    Reflect.set(window, "said", said);
    const line = document.querySelector(".connection-line");
    if (line === null) throw new Error("there is no line");
    new MutationObserver(() => {
      if (line.textContent !== "" || !line.classList.contains("connection-live")) said.push(line.textContent);
    }).observe(line, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  return () => page.evaluate(() => Reflect.get(window, "said") as string[]);
}

async function sleeper({ page }: ChatPage): Promise<(state: "frozen" | "active") => Promise<unknown>> {
  const session = await page.context().newCDPSession(page);
  return (state) => session.send("Page.setWebLifecycleState", { state });
}

describe.runIf(hasChromium)("a page that sleeps", () => {
  const browsers = useBrowsers();
  let server: TestServer;
  beforeAll(async () => {
    // Shorter, and on a busy machine a new token has expired when it arrives: then the page rightly says that it waits.
    server = await TestServer.start({ web: true, vars: { LOG_LEVEL: "error", ACCESS_TOKEN_SECONDS: "6" } });
  });
  afterAll(() => server.stop());

  it.each([
    ["idle, with another tab", false],
    ["frozen", true],
  ])(
    "[WEB-54] comes back after its token's life without a word of it: %s",
    async (_, isFrozen) => {
      const { ada, bob, api, conversationId } = await makeTalkers(server.url);
      const context = await browsers.newContext();
      const first = await ChatPage.signedIn(context, server.url, ada);
      const tabs = [first];
      if (!isFrozen) {
        const second = await ChatPage.open(context, server.url);
        await second.ready();
        tabs.push(second);
      }
      for (const tab of tabs) {
        await tab.openConversation(bob.username);
        await tab.log.getByText("beginning of your conversation").waitFor();
      }
      const said = await Promise.all(tabs.map(watch));
      const sleep = await sleeper(first);
      if (isFrozen) await sleep("frozen");
      // A token that was issued after the page's is refused: so is the page's.
      const { accessToken } = await api.login(bob);
      const statusOf = async (token: string): Promise<number> =>
        (await fetch(`${server.url}/api/devices`, { headers: { authorization: `Bearer ${token}` } })).status;
      await expect.poll(() => statusOf(accessToken), { timeout: 30_000, interval: 250 }).toBe(401);
      const texts = ["one", "two", "three"];
      for (const text of texts) {
        const fresh = await api.login(bob);
        await api.sendText(fresh.accessToken, conversationId, `${text}-${Date.now()}`, text);
      }
      if (isFrozen) await sleep("active");
      for (const tab of tabs) {
        await tab.message("three").waitFor();
        await expect.poll(() => tab.shownTexts()).toEqual(texts);
      }
      await first.say("an answer");
      for (const tab of tabs) await tab.waitForState("an answer", "Sent");
      expect(await Promise.all(said.map((ask) => ask()))).toEqual(tabs.map(() => []));
      expect(tabs.flatMap(({ faults }) => faults)).toEqual([]);
    },
    120_000,
  );
});
