// The pages of operators as an operator meets them.
import { AxeReport } from "./axe-faults.ts";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { openWatchedPage } from "./watched-page.ts";

/** `ADMIN_TOKEN` of a server whose pages of operators are tested. */
export const deployment = "the-deployments-own-secret-of-more-than-forty-characters";

/** An act that changes nothing, for the audit to show. */
export const actAsDeployment = (url: string): Promise<Response> =>
  fetch(`${url}/api/admin/registration`, {
    method: "PUT",
    headers: { authorization: `Bearer ${deployment}`, "content-type": "application/json" },
    body: JSON.stringify({ mode: "open", reason: "as it is" }),
  });

export class OperatorPage {
  readonly page: Page;
  readonly faults: readonly string[];
  readonly report: AxeReport;
  readonly dialog: Locator;
  readonly panel: Locator;
  readonly index: Locator;

  private constructor(page: Page, faults: readonly string[]) {
    this.page = page;
    this.faults = faults;
    this.report = new AxeReport(page);
    this.dialog = page.getByRole("dialog");
    this.panel = page.getByRole("complementary");
    this.index = page.getByRole("navigation", { name: "Pages" });
  }

  static async open(context: BrowserContext, url: string): Promise<OperatorPage> {
    const { page, faults } = await openWatchedPage(context, `${url}/#/admin`);
    return new OperatorPage(page, faults);
  }

  static async entered(context: BrowserContext, url: string, token: string): Promise<OperatorPage> {
    const operator = await OperatorPage.open(context, url);
    await operator.enter(token);
    await operator.heading("Overview").waitFor();
    return operator;
  }

  async enter(token: string): Promise<void> {
    await this.page.getByLabel("Token", { exact: true }).fill(token);
    await this.page.keyboard.press("Enter");
  }

  heading(name: string): Locator {
    return this.page.getByRole("heading", { name, exact: true });
  }

  async goTo(name: string): Promise<void> {
    await this.index.getByRole("link", { name, exact: true }).click();
    await this.page.getByRole("heading", { name, level: 1, exact: true }).waitFor();
  }

  /** Looks somebody up, and waits for their panel. */
  async find(username: string): Promise<void> {
    await this.page.getByLabel("Username").fill(username);
    await this.page.keyboard.press("Enter");
    await this.panel.getByText(`@${username}`).first().waitFor();
  }

  /** In the dialog that is open. */
  async give(reason: string, action: string): Promise<void> {
    await this.dialog.getByLabel("Reason").fill(reason);
    await this.dialog.getByRole("button", { name: action, exact: true }).click();
  }

  /** The secret that a dialog shows, which is closed then. */
  async takeSecret(label: string): Promise<string> {
    const secret = await this.dialog.getByLabel(label, { exact: true }).inputValue();
    await this.dialog.getByRole("button", { name: "Done" }).click();
    await this.dialog.waitFor({ state: "hidden" });
    return secret;
  }

  /** By how many pixels the page is wider than its window. */
  async overflowPx(): Promise<number> {
    return this.page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
  }
}
