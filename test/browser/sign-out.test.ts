// The end of a session by the server, and the sign-in page after it: why, and what was not sent.
import { contentText } from "@klatch/sdk";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";
import { useWire } from "./support/wire.ts";

describe.runIf(hasChromium)("signed out by the server", () => {
  const browsers = useBrowsers();
  const wire = useWire();

  /** Two tabs of Ada, one with a message that waits, at the moment in which they learn that another device kicked them. */
  async function kicked() {
    const url = inject("serverUrl");
    const talkers = await makeTalkers(url);
    const context = await browsers.newContext({ reducedMotion: "reduce" });
    const first = await ChatPage.signedIn(context, wire().url, talkers.ada);
    const second = await ChatPage.open(context, wire().url);
    await second.ready();
    await first.openConversation(talkers.bob.username);
    await first.log.getByText("beginning of your conversation").waitFor();
    wire().cut();
    await context.setOffline(true);
    await first.say("written offline");
    await first.waitForState("written offline", "Waiting");
    const authorization = `Bearer ${talkers.tokens.ada}`;
    const { status } = await fetch(`${url}/api/devices`, { method: "DELETE", headers: { authorization } });
    expect(status).toBe(204);
    wire().mend();
    await context.setOffline(false);
    for (const { page } of [first, second]) await page.getByText("This device was signed out: from another").waitFor();
    const logOfBob = async (): Promise<readonly string[]> =>
      (await talkers.api.loadLog(talkers.tokens.bob, talkers.conversationId)).flatMap((event) =>
        event.type === "new-message" ? [contentText(event.content)] : [],
      );
    return { ...talkers, context, first, second, logOfBob };
  }

  it("[WEB-51] [WEB-53] [WEB-132] [SDK-67] the page says why, and keeps what was not sent through a reload and another's sign-in", async () => {
    const { ada, bob, first, second, logOfBob } = await kicked();
    const { page } = first;
    const unsent = page.getByRole("region", { name: "Messages that were not sent" });
    await unsent.getByText(`These messages of @${ada.username} were not sent.`).waitFor();
    // Only the password is to be typed again.
    expect(await page.getByLabel("Username").inputValue()).toBe(ada.username);
    const password = page.getByLabel("Password", { exact: true });
    expect(await password.evaluate((field) => field === document.activeElement)).toBe(true);
    const report = new AxeReport(page);
    await report.judge("signed out");
    expect(report.found).toEqual({});
    await page.reload();
    await unsent.getByText("written offline").waitFor();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await unsent.getByRole("button", { name: "Copy" }).click();
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("written offline");

    const signIn = async (who: { readonly username: string; readonly password: string }): Promise<void> => {
      await page.getByLabel("Username").fill(who.username);
      await page.getByLabel("Password", { exact: true }).fill(who.password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await first.ready();
    };
    // A reloaded page offers the sign-in because of them.
    await signIn(bob);
    await first.signOut();
    await unsent.getByText("written offline").waitFor();
    expect(await logOfBob()).toEqual([]);
    await signIn(ada);
    await second.ready();
    await first.openConversation(bob.username);
    await first.waitForState("written offline", "Sent");
    expect(await logOfBob()).toEqual(["written offline"]);
  });

  it("[WEB-53] what is discarded in one tab is never sent by another", async () => {
    const { ada, bob, first, second, logOfBob } = await kicked();
    const { page } = first;
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
    for (const tab of [first, second])
      await tab.page.getByRole("region", { name: "Messages that were not sent" }).waitFor({ state: "detached" });
    await page.getByLabel("Username").fill(ada.username);
    await page.getByLabel("Password", { exact: true }).fill(ada.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await second.ready();
    await second.openConversation(bob.username);
    await second.say("after it");
    await second.waitForState("after it", "Sent");
    expect(await logOfBob()).toEqual(["after it"]);
  });

  it("[SDK-67] before somebody signs out themselves, the page says what is lost and what is not", async () => {
    const talkers = await makeTalkers(inject("serverUrl"));
    const context = await browsers.newContext({ reducedMotion: "reduce" });
    const ada = await ChatPage.signedIn(context, wire().url, talkers.ada);
    await ada.openMe("Sign out");
    const question = ada.page.getByRole("dialog", { name: "Sign out here?" });
    await question.getByText("changes that have not reached the server are lost").waitFor();
    expect(await question.getByText("Messages that are still waiting stay").count()).toBe(1);
  });

  it("[WEB-51] a login with a name that nobody can have is a wrong one", async () => {
    const { page, faults } = await ChatPage.open(await browsers.newContext(), inject("serverUrl"));
    await page.getByRole("button", { name: "Have an account? Sign in" }).click();
    await page.getByLabel("Username").fill("ab");
    await page.getByLabel("Password", { exact: true }).fill("x");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("The username or the password is wrong.").waitFor();
    expect(faults).toEqual([]);
  });
});
