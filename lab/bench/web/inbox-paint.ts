// Time to paint an inbox of a thousand conversations from the browser's store, online and offline.
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { eachInParallel } from "../../../durable-objects/runtime/in-parallel.ts";
import { makePeople, makePerson, openDirect, sendText } from "../../kit/people.ts";
import { progress } from "../progress.ts";
import { spreadOf, type Spread } from "../statistics.ts";
import { openSignedIn } from "./bench-page.ts";
import { storedCount } from "./stored-count.ts";

const conversations = 1_000;

export interface InboxPaint {
  readonly conversations: number;
  /** Ms from the start of the navigation until the frame that shows the first rows. */
  readonly onlineMs: Spread;
  readonly offlineMs: Spread;
}

export async function measureInbox(browser: Browser, url: string, samples: number): Promise<InboxPaint> {
  const owner = await makePerson(url);
  progress(`${conversations} people sign up and write to one`);
  const people = await makePeople(url, conversations);
  await eachInParallel(people, 20, async (person) => {
    const id = await openDirect(url, person, owner);
    await sendText(url, person, id, "Have you seen **this**?");
  });
  const { context, page } = await openSignedIn(browser, url, owner.username);
  await untilKept(page);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  progress("the inbox is kept in the browser");
  const onlineMs = await paints(page, samples);
  await context.setOffline(true);
  const offlineMs = await paints(page, samples);
  await context.close();
  return { conversations, onlineMs: spreadOf(onlineMs), offlineMs: spreadOf(offlineMs) };
}

/** The first sample only warms up. */
async function paints(page: Page, samples: number): Promise<number[]> {
  const times: number[] = [];
  for (let sample = 0; sample <= samples; sample++) {
    await page.reload({ waitUntil: "commit" });
    const time = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const look = (): void => {
            const shown = document.querySelectorAll('[aria-label="Conversations"] [role=listitem]').length > 5;
            // The next frame shows that the one with the rows has been painted.
            requestAnimationFrame(shown ? () => resolve(performance.now()) : look);
          };
          look();
        }),
    );
    if (sample > 0) times.push(time);
    // Waits until everything that the start began is done.
    await page.waitForLoadState("load");
  }
  return times;
}

/** Waits until all conversations are in the browser's store. */
async function untilKept(page: Page): Promise<void> {
  const endMs = performance.now() + 120_000;
  // Asked from here: for `waitForFunction` a promise is true, whatever it becomes.
  while ((await storedCount(page, "conversations")) < conversations) {
    if (performance.now() > endMs) throw new Error("the browser's store does not get all conversations");
    await sleep(200);
  }
}
