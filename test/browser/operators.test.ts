// The pages of operators, on a server of their own: the first operator, a moderator, and a person who is suspended.
import { describe, expect, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { hasChromium } from "../support/chromium.ts";
import { inDatabase } from "../support/database-file.ts";
import { useBrowserServer } from "./support/browser-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { actAsDeployment, deployment, OperatorPage } from "./support/operator-page.ts";
import { harmIn, noHarm } from "./support/harm.ts";
import { placesOf } from "./support/kept-texts.ts";
import { makeTalkers, newCredentials } from "./support/talkers.ts";

describe.runIf(hasChromium)("the pages of operators", () => {
  const browsers = useBrowsers();
  const server = useBrowserServer({ ADMIN_TOKEN: deployment });

  const asOperator = async (): Promise<OperatorPage> =>
    OperatorPage.entered(await browsers.newContext(), server().url, deployment);

  /** Adds one, and says their token. */
  async function add(operator: OperatorPage, name: string, role: "Operator" | "Moderator"): Promise<string> {
    await operator.goTo("Operators");
    await operator.page.getByRole("button", { name: "Add operator" }).click();
    await operator.dialog.getByLabel("Name", { exact: true }).fill(name);
    await operator.dialog.getByRole("radio", { name: role }).check({ force: true });
    await operator.give("helps in the evenings", "Add");
    return operator.takeSecret("Token");
  }

  it("[WEB-60] [WEB-61] nobody else loads them, and the token stays in its tab", async () => {
    const asked: string[] = [];
    const context = await browsers.newContext({ serviceWorkers: "allow" });
    context.on("request", (request) => {
      if (request.url().includes("admin")) asked.push(request.url());
    });
    const ada = newCredentials("ada");
    const chat = await ChatPage.open(context, server().url);
    await chat.signUp(ada);
    await chat.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
    expect(asked).toEqual([]);
    await context.setOffline(true);
    await chat.page.goto(`${server().url}/#/admin`);
    await chat.page.getByText("The server cannot be reached.").waitFor();
    await context.setOffline(false);
    await chat.page.getByRole("button", { name: "Try again" }).click();
    await chat.page.getByLabel("Token", { exact: true }).waitFor();

    // Beside the signed-in user, in the same browser.
    const operator = await OperatorPage.open(context, server().url);
    const bearers: string[] = [];
    operator.page.on("request", (request) => {
      if (request.headers()["authorization"] === `Bearer ${deployment}`) bearers.push(new URL(request.url()).pathname);
    });
    await operator.enter("not a token of anybody");
    await operator.page.getByText("This is no operator's token").waitFor();
    await operator.enter(deployment);
    await operator.heading("Overview").waitFor();
    await operator.page.reload();
    await operator.heading("Overview").waitFor();
    expect(await placesOf(operator.page, deployment)).toEqual(["sessionStorage"]);
    expect(new Set(bearers.map((path) => path.startsWith("/api/admin/")))).toEqual(new Set([true]));

    await operator.page.getByRole("link", { name: "Back to Klatch" }).click();
    await operator.page.getByRole("button", { name: /^Me\b/ }).waitFor();
    await operator.page.goBack();
    await operator.page.getByRole("button", { name: "Leave" }).click();
    await operator.page.getByLabel("Token", { exact: true }).waitFor();
    expect(await placesOf(operator.page, deployment)).toEqual([]);
    await operator.page.reload();
    await operator.page.getByLabel("Token", { exact: true }).waitFor();
    expect([operator.faults, chat.faults]).toEqual([[], []]);
  });

  it("[WEB-62] [WEB-63] [WEB-64] [WEB-65] [WEB-67] the first operator adds a moderator, who suspends a person and restores them", async () => {
    const { ada, bob } = await makeTalkers(server().url);
    const bobs = await browsers.newContext({ serviceWorkers: "allow" });
    const talking = await ChatPage.signedIn(bobs, server().url, bob);
    await talking.openConversation(ada.username);
    const other = await ChatPage.open(bobs, server().url);
    await other.ready();
    const operator = await asOperator();
    const token = await add(operator, "max", "Moderator");
    expect(token).toMatch(/^klatch_operator_/);
    expect(await operator.page.content()).not.toContain(token);

    const moderator = await OperatorPage.entered(await browsers.newContext(), server().url, token);
    expect(await moderator.index.getByRole("listitem").allInnerTexts()).toEqual(["Overview", "People", "Audit"]);
    await moderator.page.goto(`${server().url}/#/admin/operators`);
    await moderator.heading("Overview").waitFor();

    await moderator.goTo("People");
    await moderator.page.getByLabel("Username").fill("nobody_at_all");
    await moderator.page.keyboard.press("Enter");
    await moderator.page.getByText("There is nobody with this username.").waitFor();
    await moderator.find(bob.username);
    await bobs.setOffline(true);
    await talking.say("Not sent yet");
    await talking.waitForState("Not sent yet", "Waiting");

    const acts: unknown[] = [];
    moderator.page.on("request", (request) => {
      if (request.method() !== "GET") acts.push([request.method(), request.postDataJSON()]);
    });
    await moderator.panel.getByRole("button", { name: "Suspend", exact: true }).click();
    await moderator.dialog.getByText(`@${bob.username} is signed out everywhere at once`).waitFor();
    await moderator.give("no", "Suspend");
    await moderator.dialog.getByText("Say why in 3 to 500 characters").waitFor();
    expect(acts).toEqual([]);
    await moderator.dialog.getByRole("radio", { name: "No end" }).check({ force: true });
    await moderator.dialog.getByLabel("Reason").fill("  sells things   in every group ");
    await moderator.dialog.getByRole("button", { name: "Suspend", exact: true }).dblclick();
    await moderator.panel.getByText("Suspended", { exact: true }).waitFor();
    await moderator.panel.getByText("“sells things in every group”").waitFor();
    expect(acts).toEqual([["PUT", { reason: "sells things in every group", until: null }]]);

    await bobs.setOffline(false);
    for (const { page } of [talking, other]) await page.getByText("Your account is suspended").waitFor();
    await talking.page.getByText("Not sent yet").waitFor();
    const signIn = async (password: string): Promise<void> => {
      await talking.page.getByLabel("Username").fill(bob.username);
      await talking.page.getByLabel("Password", { exact: true }).fill(password);
      await talking.page.getByRole("button", { name: "Sign in", exact: true }).click();
    };
    await signIn("not the password");
    await talking.page.getByText("The username or the password is wrong.").waitFor();
    await signIn(bob.password);
    await talking.page.getByText("This account is suspended.").waitFor();

    await moderator.panel.getByRole("button", { name: "Restore" }).click();
    await moderator.give("has apologised", "Restore");
    await moderator.panel.getByRole("button", { name: "Suspend", exact: true }).waitFor();
    await signIn(bob.password);
    await talking.ready();
    await talking.openConversation(ada.username);
    await talking.waitForState("Not sent yet", "Sent");
    await other.ready();

    await moderator.page.reload();
    await moderator.panel.getByRole("button", { name: "End session:" }).click();
    await moderator.give("asked for it", "End session");
    await talking.page.getByText("This device was signed out").waitFor();

    await operator.goTo("Audit");
    await operator.page.getByLabel("Who", { exact: true }).fill("max");
    const rows = operator.page.getByRole("table", { name: "Audit" }).locator("tbody tr");
    // What concerns a person may come some seconds late.
    await expect
      .poll(
        async () => {
          await operator.page.getByRole("button", { name: "Filter" }).click();
          return (await rows.locator("td:nth-child(-n+2)").allInnerTexts()).map((text) => text.trim());
        },
        { timeout: 20_000 },
      )
      .toEqual([
        ...["Ended sessions", "asked for it"],
        ...["Restored a person", "has apologised"],
        ...["Suspended a person", "sells things in every group"],
      ]);
    await operator.page.getByRole("button", { name: "Suspended a person" }).click();
    await operator.panel.getByText("max (Moderator)").waitFor();
    await operator.panel.getByText("No end").waitFor();

    await operator.goTo("Operators");
    await operator.page.getByRole("button", { name: "More: max" }).click();
    await operator.page.getByRole("menuitem", { name: "Remove" }).click();
    await operator.give("has left", "Remove");
    await operator.page.getByText("There are none besides the deployment's own.").waitFor();
    const heading = operator.page.getByRole("heading", { name: "Operators", level: 1 });
    await expect.poll(() => heading.evaluate((title) => title === document.activeElement)).toBe(true);
    await moderator.page.getByRole("link", { name: "Audit" }).click();
    await moderator.page.getByText("Your token does not work any more.").waitFor();
    expect([operator.faults, moderator.faults, talking.faults, other.faults]).toEqual([[], [], [], []]);
  }, 120_000);

  it("[WEB-24] [WEB-63] [WEB-65] a dead letter is looked at, replayed and dropped", async () => {
    const { user } = await new ApiClient(server().url).register(newCredentials("ada"));
    const payload = { event: "signed-in", userId: user.id, deviceId: "device_x", platform: "web" };
    const diedAt = Date.now() - 60_000;
    const dead = ["one", "two"].map((id, n) => {
      const job = JSON.stringify({ v: 1, id, kind: "account-audit", at: diedAt, payload });
      return `('${id}', 'account-audit', '${job}', 'failed', 'Error: <b>planted</b>', 9, ${diedAt + n})`;
    });
    await server().kill();
    await inDatabase(server().stateDir, "DIRECTORY", { readOnly: false }, (database) => {
      database.exec(`INSERT INTO dead_letter VALUES ${dead.join(", ")}`);
    });
    await server().restart();
    const operator = await asOperator();
    await operator.page.getByRole("button", { name: "Dead letters 2" }).click();
    const rows = operator.page.getByRole("table", { name: "Dead letters" }).locator("tbody tr");
    await rows.first().getByRole("button", { name: "account-audit", exact: true }).click();
    await operator.panel.getByText("Error: <b>planted</b>").waitFor();
    expect(JSON.parse((await operator.panel.getByLabel("The job as it came").innerText()) || "null")).toMatchObject({
      id: "two",
      payload,
    });
    expect(await harmIn(operator.page)).toEqual(noHarm);
    await operator.panel.getByRole("button", { name: "Drop" }).click();
    await operator.give("not worth it", "Drop");
    await operator.panel.waitFor({ state: "hidden" });
    await rows.first().getByRole("button", { name: "More: account-audit" }).click();
    await operator.page.getByRole("menuitem", { name: "Replay" }).click();
    await operator.give("the bug is fixed", "Replay");
    await operator.page.getByText("There are none.").waitFor();
    await operator.page.goto(`${server().url}/#/admin/audit/one`);
    await operator.page.getByText("the bug is fixed").waitFor();
    expect(await operator.page.getByText("not worth it").count()).toBe(0);

    const acts = Array.from({ length: 60 }, () => actAsDeployment(server().url));
    expect(new Set((await Promise.all(acts)).map(({ status }) => status))).toEqual(new Set([200]));
    await operator.page.getByRole("button", { name: "Show all" }).click();
    const opens = operator.page.getByRole("button", { name: "Changed registration" });
    await opens.first().waitFor();
    const shown = await operator.page.getByRole("row").count();
    await operator.page.getByRole("button", { name: "Show more" }).press("Enter");
    await operator.page.getByText("the bug is fixed").waitFor();
    // Behind the head and the page before.
    const next = operator.page.getByRole("row").nth(shown).getByRole("button");
    await expect.poll(() => next.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(operator.faults).toEqual([]);
  }, 120_000);
});
