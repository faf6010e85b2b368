// Where the messages of an open conversation stand on the screen.
import type { ChatPage } from "./chat-page.ts";

/** Distances in px within the visible part of the messages. */
export interface Stand {
  /** From the visible part's upper edge to the message's; null: the message is not in the page. */
  readonly top: number | null;
  /** From the message to the visible part's lower edge. */
  readonly toLowerEdge: number;
  /** Whether the message is visible: all of it, or as much as there is space for. */
  readonly isVisible: boolean;
  /** How far the messages can still be scrolled down, beyond the pixel by which the browser rounds. */
  readonly toEnd: number;
}

/** Waits until nothing loads and nothing has moved for several frames. @returns where the message with this first line stands */
export const standOf = (page: ChatPage, text: string): Promise<Stand> =>
  page.log.evaluate(async (log, wanted) => {
    const look = (): Stand => {
      const toEnd = Math.max(0, log.scrollHeight - log.clientHeight - log.scrollTop - 1);
      const found = [...log.querySelectorAll("article")].find((one) =>
        [...one.querySelectorAll<HTMLElement>(".markdown")].some(
          ({ innerText }) => innerText.split("\n")[0] === wanted,
        ),
      );
      if (found === undefined) return { top: null, toLowerEdge: 0, isVisible: false, toEnd };
      const [row, box] = [found.getBoundingClientRect(), log.getBoundingClientRect()];
      const isVisible = row.top >= box.top - 1 && row.bottom <= box.bottom + 1;
      return { top: row.top - box.top, toLowerEdge: box.bottom - row.bottom, isVisible, toEnd };
    };
    let stand = look();
    for (let stillFor = 0; stillFor < 6;) {
      await new Promise(requestAnimationFrame);
      const now = look();
      const still = Math.abs((now.top ?? -1) - (stand.top ?? -1)) < 0.5 && Math.abs(now.toEnd - stand.toEnd) < 0.5;
      // A list that was just scrolled takes no clicks for a moment, and Playwright would scroll it to find a better place.
      const takesClicks = getComputedStyle(log.querySelector("article") ?? log).pointerEvents !== "none";
      stillFor = still && takesClicks && log.ariaBusy !== "true" ? stillFor + 1 : 0;
      stand = now;
    }
    return stand;
  }, text);

/** Scrolls, less than a screen at a time, until the message is in the page. @throws Error where no more messages come */
export const scrollTo = (page: ChatPage, direction: "up" | "down", text: string): Promise<void> =>
  page.log.evaluate(
    async (log, { wanted, step }) => {
      const isThere = (): boolean =>
        [...log.querySelectorAll<HTMLElement>(".markdown")].some(
          ({ innerText }) => innerText.split("\n")[0] === wanted,
        );
      for (let stillFor = 0; !isThere();) {
        const before = log.scrollTop;
        log.scrollBy(0, step * log.clientHeight);
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        stillFor = log.scrollTop === before && log.ariaBusy !== "true" ? stillFor + 1 : 0;
        if (stillFor > 60) throw new Error(`“${wanted}” never came`);
      }
    },
    { wanted: text, step: direction === "up" ? -0.7 : 0.7 },
  );

export const scrollBy = (page: ChatPage, px: number): Promise<void> =>
  page.log.evaluate(async (log, by) => {
    log.scrollBy(0, by);
    await new Promise(requestAnimationFrame);
  }, px);

/** A message that can be seen whole, and how far it is below the upper edge. */
export const anyVisible = (page: ChatPage): Promise<string> =>
  page.log.evaluate((log) => {
    const box = log.getBoundingClientRect();
    const rows = [...log.querySelectorAll("article")].filter((row) => row.getBoundingClientRect().top >= box.top);
    return rows[1]?.querySelector<HTMLElement>(".markdown")?.innerText.split("\n")[0] ?? "";
  });
