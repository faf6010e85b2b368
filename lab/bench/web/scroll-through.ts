// Scrolls a conversation as a person does who reads all of it.
import type { Locator } from "playwright-core";

export interface Scrolled {
  /** The elements that the page had at most. */
  readonly elements: number;
  /** The elements that came into the list at most from one step to the next: what a single task can have to draw. */
  readonly added: number;
}

/** Scrolls up to the oldest message, less than a screen at a time, so that each message is drawn once. */
export const scrollThrough = (log: Locator): Promise<Scrolled> =>
  log.evaluate(async (element) => {
    let [elements, added, step] = [0, 0, 0];
    const sizeOf = (node: Node): number => (node instanceof Element ? node.querySelectorAll("*").length + 1 : 0);
    const changes = new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) step += sizeOf(node);
    });
    changes.observe(element, { childList: true, subtree: true });
    for (let stillFor = 0; stillFor < 3;) {
      const top = element.scrollTop;
      element.scrollBy(0, -0.8 * element.clientHeight);
      await new Promise(requestAnimationFrame);
      elements = Math.max(elements, document.querySelectorAll("*").length);
      added = Math.max(added, step);
      step = 0;
      // At the top there may be more to come.
      stillFor = top === 0 && element.scrollTop === 0 && element.ariaBusy !== "true" ? stillFor + 1 : 0;
    }
    changes.disconnect();
    return { elements, added };
  });
