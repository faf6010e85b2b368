// Scrolls a conversation as a person does who reads all of it.
import type { Locator } from "playwright-core";

/**
 * Scrolls up to the oldest message, less than a screen at a time, so that each message is drawn once.
 * @returns how many elements the page had at most
 */
export const scrollThrough = (log: Locator): Promise<number> =>
  log.evaluate(async (element) => {
    let most = 0;
    for (let stillFor = 0; stillFor < 3;) {
      const top = element.scrollTop;
      element.scrollBy(0, -0.8 * element.clientHeight);
      await new Promise(requestAnimationFrame);
      most = Math.max(most, document.querySelectorAll("*").length);
      // At the top there may be more to come.
      stillFor = top === 0 && element.scrollTop === 0 && element.ariaBusy !== "true" ? stillFor + 1 : 0;
    }
    return most;
  });
