// Time from the key press in one browser to the frame that shows the message in another, one message at a time.
import type { Browser, Page } from "playwright-core";
import { latencyOf, type Latency } from "../measure/latencies.ts";
import { makePair, sendText } from "../../kit/people.ts";
import { progress } from "../progress.ts";
import { openConversation, openSignedIn } from "./bench-page.ts";

export async function measureTyping(browser: Browser, url: string, samples: number): Promise<Latency> {
  const { sender, receiver, conversationId } = await makePair(url);
  await sendText(url, sender, conversationId, "the first of them");
  const [from, to] = await Promise.all(
    [sender, receiver].map(async ({ username }) => (await openSignedIn(browser, url, username)).page),
  );
  if (from === undefined || to === undefined) throw new Error("no pages");
  for (const page of [from, to])
    await (await openConversation(page, conversationId)).getByText("the first of them").waitFor();
  progress("two browsers talk");
  await Promise.all([noteKeys(from), noteMessages(to)]);
  const times: number[] = [];
  // Both pages use the machine's clock. The first few samples only warm up.
  for (let sample = -5; sample < samples; sample++) {
    const text = `message ${sample + 5} of the benchmark`;
    await say(from, text);
    const shownAt = await to.evaluate((wanted) => globalThis.klatchShown?.(wanted), text);
    const typedAt = await from.evaluate(() => globalThis.klatchTypedAt);
    if (shownAt === undefined || typedAt === undefined) throw new Error("a message was not seen");
    if (sample >= 0) times.push(shownAt - typedAt);
  }
  await Promise.all([from.context().close(), to.context().close()]);
  return latencyOf(times);
}

declare global {
  /** When the key that sent the last message was pressed, by the machine's clock, in ms. */
  var klatchTypedAt: number | undefined;
  /** Resolves with the time of the frame that shows a message with this text. */
  var klatchShown: ((text: string) => Promise<number>) | undefined;
}

async function say(page: Page, text: string): Promise<void> {
  const box = page.getByRole("textbox", { name: "Message", exact: true });
  await box.fill(text);
  await box.press("Enter");
}

const noteKeys = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const note = ({ key }: KeyboardEvent): void => {
      if (key === "Enter") globalThis.klatchTypedAt = performance.timeOrigin + performance.now();
    };
    addEventListener("keydown", note, { capture: true });
  });

const noteMessages = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const shownAt = new Map<string, number>();
    const log = document.querySelector('[role="log"]');
    if (log === null) throw new Error("no conversation is open");
    new MutationObserver(() => {
      for (const message of log.querySelectorAll(".markdown")) {
        const text = message.textContent.trim();
        if (shownAt.has(text)) continue;
        shownAt.set(text, Number.NaN);
        requestAnimationFrame(() => shownAt.set(text, performance.timeOrigin + performance.now()));
      }
    }).observe(log, { childList: true, subtree: true, characterData: true });
    globalThis.klatchShown = (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          const at = shownAt.get(text);
          if (at === undefined || Number.isNaN(at)) setTimeout(look, 1);
          else resolve(at);
        };
        look();
      });
  });
