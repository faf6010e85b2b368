// What axe has against a page as it stands.
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Each fault that is more than minor: the rule, and where. */
async function axeFaults(page: Page): Promise<readonly string[]> {
  // A page that was not loaded anew still has it.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (): Promise<axe.AxeResults> => {
    // What moves into its place is judged when it is there, at once: a moment later something else may move.
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    // What it finds nothing against is not described, which takes most of the time.
    return Reflect.get(window, "axe").run({ resultTypes: ["violations"] });
  });
  return (
    violations
      .filter(({ impact }) => impact !== "minor")
      .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => ({ id, where: target.join(" "), html })))
      // A menu lies over the whole page and is in no part of it.
      .filter(({ id, html }) => !(id === "region" && html.includes('role="menu"')))
      .map(({ id, where }) => `${id}: ${where}`)
  );
}

type Theme = "light" | "dark";

/** The faults of each screen, by its name: to be compared with none at all. */
export class AxeReport {
  readonly found: Record<string, readonly string[]> = {};
  readonly #page: Page;
  readonly #themes: readonly Theme[];

  /** @param themes each screen is judged in all of them; without any, as it is */
  constructor(page: Page, themes: readonly Theme[] = []) {
    this.#page = page;
    this.#themes = themes;
  }

  async judge(screen: string): Promise<void> {
    if (this.#themes.length === 0) return this.#judge(screen);
    for (const colorScheme of this.#themes) {
      await this.#page.emulateMedia({ colorScheme });
      await this.#judge(`${screen}, ${colorScheme}`);
    }
  }

  async #judge(screen: string): Promise<void> {
    const faults = await axeFaults(this.#page);
    if (faults.length > 0) this.found[screen] = faults;
  }
}
