// What texts of others must not do to the page that shows them.
import type { Page } from "playwright-core";

export interface Harm {
  readonly ran: boolean;
  /** Elements that this page never makes itself. */
  readonly made: readonly string[];
  readonly handlers: readonly string[];
  /** Texts and labels with orders of direction in them. */
  readonly turned: readonly string[];
  readonly linksTo: readonly string[];
  readonly overflowPx: number;
}

export const noHarm: Harm = { ran: false, made: [], handlers: [], turned: [], linksTo: [], overflowPx: 0 };

/** By what it is in the page now. */
export const harmIn = (page: Page): Promise<Harm> =>
  page.evaluate(() => {
    const foreign = ":is(script, iframe, object, embed, form:not([class]), style, base, meta, img)";
    const spoken = ["aria-label", "title", "placeholder", "data-initials"];
    const elements = [...document.body.querySelectorAll("*:not(body > script)")];
    const turning = /[\u202A-\u202E\u2066-\u2069]/;
    const texts = [
      document.title,
      document.body.innerText,
      ...elements.flatMap((element) => spoken.map((name) => element.getAttribute(name) ?? "")),
    ];
    const links = [...document.querySelectorAll<HTMLAnchorElement>("#app a")];
    return {
      ran: Reflect.get(window, "hacked") !== undefined,
      made: [...document.querySelectorAll(`#app ${foreign}, .menu ${foreign}`)].map(({ outerHTML }) => outerHTML),
      handlers: elements
        .filter((element) => element.getAttributeNames().some((name) => name.startsWith("on")))
        .map(({ outerHTML }) => outerHTML),
      turned: texts.filter((text) => turning.test(text)),
      linksTo: links.map(({ protocol }) => protocol).filter((to) => !["http:", "https:", "mailto:"].includes(to)),
      overflowPx: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    };
  });
