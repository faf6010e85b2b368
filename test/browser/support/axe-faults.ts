// What axe has against a page as it stands.
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Each fault that is more than minor: the rule, and where. */
async function axeFaults(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // A page that was not loaded anew still has it.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (runOnly): Promise<axe.AxeResults> => {
    // What moves into its place is judged when it is there, at once: a moment later something else may move.
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    // What it finds nothing against is not described, which takes most of the time.
    return Reflect.get(window, "axe").run({ resultTypes: ["violations"], ...(runOnly !== null && { runOnly }) });
  }, rules ?? null);
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
  readonly #rules: readonly string[] | undefined;

  /**
   * @param themes each screen is judged in all of them; without any, as it is
   * @param rules axe's names of those that are judged; without any, all
   */
  constructor(page: Page, themes: readonly Theme[] = [], rules?: readonly string[]) {
    this.#page = page;
    this.#themes = themes;
    this.#rules = rules;
  }

  async judge(screen: string): Promise<void> {
    if (this.#themes.length === 0) return this.#judge(screen);
    for (const colorScheme of this.#themes) {
      await this.#page.emulateMedia({ colorScheme });
      await this.#judge(`${screen}, ${colorScheme}`);
    }
  }

  async #judge(screen: string): Promise<void> {
    const faults = await axeFaults(this.#page, this.#rules);
    if (faults.length > 0) this.found[screen] = faults;
  }
}
