// How long the main thread is kept at most by one task while somebody scrolls through ten thousand messages.
import type { Browser } from "playwright-core";
import { sendMany } from "../../../tools/screenshots/send-many.ts";
import { makePair } from "../../kit/people.ts";
import { progress } from "../progress.ts";
import { openConversation, openSignedIn } from "./bench-page.ts";
import { traceTasks } from "./main-thread.ts";
import { scrollThrough } from "./scroll-through.ts";

export interface LongestTask {
  readonly messages: number;
  /** CPU time of the main thread. */
  readonly longestMs: number;
  readonly tasks: number;
  /** Elements in the page, at most. */
  readonly elements: number;
}

/** @param messages in the conversation, all by the person who scrolls */
export async function measureScrolling(browser: Browser, url: string, messages: number): Promise<LongestTask> {
  const { sender, conversationId } = await makePair(url);
  const texts = Array.from({ length: messages }, (_, n) => `message ${n + 1} of ${messages}`);
  await sendMany({ url, accessToken: sender.accessToken, conversationId, texts });
  const { context, page } = await openSignedIn(browser, url, sender.username);
  const log = await openConversation(page, conversationId);
  await log.getByText(`message ${messages} of`).first().waitFor();
  progress(`somebody scrolls through ${messages} messages`);
  let elements = 0;
  const tasks = await traceTasks(page, async () => void ({ elements } = await scrollThrough(log)));
  await log.getByText(`message 1 of ${messages}`, { exact: true }).waitFor();
  await context.close();
  return { messages, longestMs: tasks[0] ?? Number.NaN, tasks: tasks.length, elements };
}
