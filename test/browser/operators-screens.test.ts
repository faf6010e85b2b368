// How the pages of operators look and read: to axe, in a narrow window, by the keyboard, in another language.
import { beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { hasChromium } from "../support/chromium.ts";
import { useBrowserServer } from "./support/browser-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { actAsDeployment, deployment, OperatorPage } from "./support/operator-page.ts";
import { newCredentials } from "./support/talkers.ts";

describe.runIf(hasChromium)("the pages of operators", () => {
  const browsers = useBrowsers();
  const server = useBrowserServer({ ADMIN_TOKEN: deployment });
  beforeAll(() => actAsDeployment(server().url));

  it.each(["light", "dark"] as const)(
    "[WEB-69] axe finds nothing, in a narrow window, by the keyboard, %s",
    async (theme) => {
      const credentials = newCredentials("eve");
      await new ApiClient(server().url).register(credentials);
      const viewport = { width: 360, height: 640 };
      const context = await browsers.newContext({ colorScheme: theme, reducedMotion: "reduce", viewport });
      const operator = await OperatorPage.open(context, server().url);
      const { page, report, dialog, panel } = operator;
      const overflows: Record<string, number> = {};
      const judge = async (screen: string): Promise<void> => {
        await report.judge(screen);
        const px = await operator.overflowPx();
        if (px > 0) overflows[screen] = px;
      };
      await page.getByLabel("Token", { exact: true }).waitFor();
      await judge("sign-in");
      await operator.enter(deployment);
      await operator.heading("Overview").waitFor();
      await page.getByRole("table").waitFor();
      await judge("overview");
      for (const name of ["Operators", "Registration", "Audit", "People"] as const) {
        await operator.index.getByRole("link", { name, exact: true }).press("Enter");
        await page.getByRole("heading", { name, level: 1 }).waitFor();
        await judge(name);
      }
      await operator.find(credentials.username);
      await judge("a person");
      await panel.getByRole("button", { name: "Suspend", exact: true }).press("Enter");
      await dialog.getByLabel("Reason").waitFor();
      expect(await dialog.getByLabel("Reason").evaluate((field) => field === document.activeElement)).toBe(true);
      await page.keyboard.press("Enter");
      await dialog.getByText("Say why").waitFor();
      await judge("an act without a reason");
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      const suspend = panel.getByRole("button", { name: "Suspend", exact: true });
      expect(await suspend.evaluate((button) => button === document.activeElement)).toBe(true);
      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "hidden" });
      await operator.goTo("Operators");
      await page.getByRole("button", { name: "Add operator" }).press("Enter");
      await dialog.getByLabel("Name", { exact: true }).fill(`axe-${theme}`);
      await operator.give("to be looked at", "Add");
      await dialog.getByLabel("Token", { exact: true }).waitFor();
      await judge("a token");
      await page.keyboard.press("Escape");
      expect(await dialog.count()).toBe(1);
      await operator.takeSecret("Token");
      await page.getByRole("button", { name: `More: axe-${theme}` }).press("Enter");
      await page.getByRole("menu").waitFor();
      await judge("an operator's menu");
      await page.keyboard.press("Escape");
      expect([report.found, overflows, operator.faults]).toEqual([{}, {}, []]);
    },
    120_000,
  );

  it("[WEB-69] speaks Chinese too", async () => {
    const context = await browsers.newContext({ locale: "zh-CN", viewport: { width: 360, height: 640 } });
    const operator = await OperatorPage.open(context, server().url);
    await operator.page.getByLabel("令牌", { exact: true }).fill(deployment);
    await operator.page.keyboard.press("Enter");
    await operator.page.getByRole("heading", { name: "概览" }).waitFor();
    for (const name of ["用户", "管理员", "注册", "死信", "审计"]) {
      await operator.page.getByRole("link", { name, exact: true }).click();
      await operator.page.getByRole("heading", { name, level: 1 }).waitFor();
      expect(await operator.overflowPx(), name).toBe(0);
    }
    expect(operator.faults).toEqual([]);
  }, 60_000);
});
