// Who may make an account: an operator says so, and the sign-up page shows it, with an invitation and without.
import { describe, expect, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowserServer } from "./support/browser-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { deployment, OperatorPage } from "./support/operator-page.ts";
import { newCredentials } from "./support/talkers.ts";

describe.runIf(hasChromium)("registration", () => {
  const browsers = useBrowsers();
  const server = useBrowserServer({ ADMIN_TOKEN: deployment });

  async function setMode(operator: OperatorPage, mode: "By invitation" | "Closed", reason: string): Promise<void> {
    await operator.page.getByRole("radio", { name: mode }).check();
    await operator.page.getByRole("button", { name: "Change", exact: true }).click();
    await operator.give(reason, "Change");
    await operator.page.getByText("Registration is changed.").waitFor();
  }

  const stranger = async (address = ""): Promise<ChatPage> =>
    ChatPage.open(await browsers.newContext(), `${server().url}/${address}`);

  const fillIn = async (
    { page }: ChatPage,
    { username, password }: ReturnType<typeof newCredentials>,
  ): Promise<void> => {
    await page.getByLabel("Username").fill(username);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Create account", exact: true }).click();
  };

  it("[WEB-63] [WEB-64] [WEB-66] is by invitation, then closed, and the sign-up says so", async () => {
    // Before: the page has asked, and the server remembers for a while what it said.
    const early = await stranger();
    await early.page.getByLabel("Username").waitFor();
    expect(await early.page.getByLabel("Invitation").count()).toBe(0);

    const operator = await OperatorPage.entered(await browsers.newContext(), server().url, deployment);
    await operator.goTo("Registration");
    await setMode(operator, "By invitation", "too many strangers");
    await operator.page.getByRole("button", { name: "New invitation" }).click();
    await operator.give("for the book club", "Make");
    const link = await operator.takeSecret("Link");
    expect(link.startsWith(`${server().url}/#/register/`)).toBe(true);
    await operator.page.getByRole("cell", { name: "for the book club" }).waitFor();

    // A page that did not know learns of it by the refusal, which keeps what was typed.
    const ada = newCredentials("ada");
    await fillIn(early, ada);
    await early.page.getByText("You need an invitation to create an account here.").waitFor();
    await early.page.getByLabel("Invitation").fill("not an invitation");
    await early.page.getByRole("button", { name: "Create account", exact: true }).click();
    await early.page.getByText("This invitation is not valid. Ask for a new one.").waitFor();

    // The server's memory ends with its process.
    await server().kill();
    await server().restart();
    const uninvited = await stranger();
    await uninvited.page.getByText("Accounts are made by invitation only here.").waitFor();
    await fillIn(uninvited, newCredentials("bob"));
    await uninvited.page.getByText("Paste the invitation that you were given.").waitFor();

    const invited = await stranger(new URL(link).hash);
    await invited.page.getByText("You have an invitation: create your account.").waitFor();
    const token = link.slice(link.lastIndexOf("/") + 1);
    expect(await invited.page.getByLabel("Invitation").inputValue()).toBe(token);
    await fillIn(invited, { ...ada, username: "admin" });
    await invited.page.getByText("This username is taken. Choose another one.").waitFor();
    await invited.page.reload();
    expect(await invited.page.getByLabel("Invitation").inputValue()).toBe(token);
    await fillIn(invited, ada);
    await invited.ready();
    expect(new URL(invited.page.url()).hash).toBe("#/chats");
    await invited.page.goto(link);
    await invited.page.getByText("You have an account here already: the invitation was not used.").waitFor();

    // It was for one.
    await uninvited.page.getByLabel("Invitation").fill(`Here: ${link}`);
    await uninvited.page.getByRole("button", { name: "Create account", exact: true }).click();
    await uninvited.page.getByText("This invitation is not valid. Ask for a new one.").waitFor();
    expect(new URL(uninvited.page.url()).hash).toBe(`#/register/${token}`);
    await operator.page.reload();
    await operator.page.getByText("Used up").waitFor();

    await operator.page.getByRole("button", { name: "New invitation" }).click();
    await operator.dialog.getByLabel("Accounts that may be made with it").fill("0");
    await operator.dialog.getByText("Use a number from 1 to 1,000.").waitFor();
    await operator.dialog.getByLabel("Accounts that may be made with it").fill("3");
    await operator.give("for the choir", "Make");
    await operator.takeSecret("Link");
    await operator.page.getByRole("row", { name: "for the choir" }).getByRole("button").click();
    await operator.page.getByRole("menuitem", { name: "Revoke" }).click();
    await operator.give("the choir is gone", "Revoke");
    await operator.page
      .getByRole("row", { name: "for the choir Revoked" })
      .or(operator.page.getByText("Revoked"))
      .first()
      .waitFor();
    await setMode(operator, "Closed", "we are moving");
    await uninvited.page.getByRole("button", { name: "Create account", exact: true }).click();
    await uninvited.page.getByText("No accounts are made here at the moment.").waitFor();
    await server().kill();
    await server().restart();
    const late = await stranger();
    await late.page.getByText("No accounts are made here at the moment.").waitFor();
    expect(await late.page.getByLabel("Username").count()).toBe(0);
    await late.signIn(ada);

    const faults = [early, uninvited, invited, late, operator].map((page) => page.faults);
    expect(faults).toEqual([[], [], [], [], []]);
  }, 180_000);
});
