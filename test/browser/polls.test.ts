// Polls in the page: made by a dialog, voted in by mouse and keys, seen on the other side, closed.
import { KlatchClient, type PollContent } from "@klatch/sdk";
import type { Locator } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

const url = (): string => inject("serverUrl");

const option = (chat: ChatPage, role: "radio" | "checkbox", name: RegExp): Locator =>
  chat.log.getByRole(role, { name });

describe.runIf(hasChromium)("polls", () => {
  const browsers = useBrowsers();

  it("[WEB-270] [WEB-271] [WEB-272] [WEB-273] two people make a poll, vote, see who voted, and close it", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["where do we meet?"]);
    const [mine, theirs] = await Promise.all(
      [ada, bob].map(async (who) => ChatPage.signedIn(await browsers.newContext(), url(), who)),
    );
    if (mine === undefined || theirs === undefined) throw new Error("two pages");
    await Promise.all([mine.openConversation(bob.username), theirs.openConversation(ada.username)]);

    // The dialog says what is missing.
    const { page } = mine;
    const report = new AxeReport(page);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: "Poll" }).click();
    const dialog = page.getByRole("dialog", { name: "New poll" });
    await dialog.getByLabel("Question").fill("Where to?");
    await dialog.getByLabel("Option 1").fill("Park");
    await dialog.getByLabel("Option 2").fill(" park ");
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.getByText("Two options are the same.").waitFor();
    await report.judge("a new poll");
    await dialog.getByLabel("Option 2").fill("Office");
    await dialog.getByRole("button", { name: "Add option" }).click();
    await dialog.getByRole("textbox", { name: "Option 3" }).fill("Here");
    await dialog.getByRole("button", { name: "Remove option 3" }).click();
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.waitFor({ state: "detached" });

    // By keys: arrows choose nothing, the space bar does; a second press takes it back.
    // Nobody votes before the poll has its number.
    await option(mine, "radio", /Park: 0 votes/)
      .and(page.locator("[aria-disabled=false]"))
      .focus();
    await page.keyboard.press("ArrowDown");
    await option(mine, "radio", /Office/)
      .and(page.locator(":focus"))
      .waitFor();
    await page.keyboard.press(" ");
    await option(mine, "radio", /Office: 1 vote/)
      .and(page.locator("[aria-checked=true]"))
      .waitFor();
    await option(theirs, "radio", /Office: 1 vote/)
      .and(theirs.page.locator("[aria-checked=false]"))
      .waitFor();
    await option(theirs, "radio", /Park/).click();
    await option(mine, "radio", /Park: 1 vote/).waitFor();
    await option(theirs, "radio", /Office/).click();
    await option(mine, "radio", /Office: 2 votes/).waitFor();
    await mine.log.getByRole("button", { name: "Show votes" }).click();
    const voters = page.getByRole("dialog", { name: "Who voted" });
    await voters.getByText("Office: 2 votes").waitFor();
    await voters.getByText(`You and ${bob.username}`).waitFor();
    await report.judge("who voted");
    await page.keyboard.press("Escape");
    await report.judge("a poll");
    expect(report.found).toEqual({});
    await option(mine, "radio", /Office/).click();
    await option(theirs, "radio", /Office: 1 vote/).waitFor();
    expect(await theirs.log.getByRole("button", { name: "Close poll" }).count()).toBe(0);
    await mine.log.getByRole("button", { name: "Close poll" }).click();
    await page.getByRole("dialog", { name: "Close this poll?" }).getByRole("button", { name: "Close poll" }).click();
    await theirs.log.getByText(`Closed by ${ada.username}`).waitFor();
    await mine.log.getByText("Closed by you").waitFor();
    await option(theirs, "radio", /Park/).and(theirs.page.locator("[aria-disabled=true]")).waitFor();
    await theirs.page.reload();
    await option(theirs, "radio", /Office: 1 vote/)
      .and(theirs.page.locator("[aria-checked=true]"))
      .waitFor();
    expect([...mine.faults, ...theirs.faults]).toEqual([]);
  });

  it("[WEB-271] [WEB-272] a vote offline waits and goes out; one that is refused is taken back with words", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["hello"]);
    const context = await browsers.newContext();
    const chat = await ChatPage.signedIn(context, url(), ada);
    await chat.openConversation(bob.username);
    const client = new KlatchClient({ url: url() });
    await client.login(bob);
    await client.connect();
    const [entry] = client.conversations();
    if (entry === undefined) throw new Error("they talk");
    const poll: PollContent = {
      type: "poll",
      question: "Which?",
      options: ["One", "Two"],
      multiple: true,
      anonymous: true,
    };
    const { seq } = await client.send(entry.id, poll).acked;
    await option(chat, "checkbox", /One: 0 votes/).waitFor();
    const report = new AxeReport(chat.page);
    await report.judge("a poll of several answers");
    expect(report.found).toEqual({});
    expect(await chat.log.getByRole("button", { name: "Show votes" }).count()).toBe(0);
    await context.setOffline(true);
    await option(chat, "checkbox", /One/).click();
    await option(chat, "checkbox", /Two/).click();
    await option(chat, "checkbox", /Two: 1 vote/)
      .and(chat.page.locator("[aria-checked=true]"))
      .waitFor();
    await chat.log.getByText("Your vote waits for the connection.").waitFor();
    await context.setOffline(false);
    await expect.poll(async () => (await client.message(entry.id, seq))?.state?.poll?.counts).toEqual([1, 1]);
    await context.setOffline(true);
    await option(chat, "checkbox", /Two/).click();
    await option(chat, "checkbox", /Two: 0 votes/).waitFor();
    await client.closePoll(entry.id, seq).done;
    await context.setOffline(false);
    await chat.page.getByText("Vote not counted. This poll is closed.").waitFor();
    await option(chat, "checkbox", /Two: 1 vote/)
      .and(chat.page.locator("[aria-checked=true]"))
      .waitFor();
    client.close();
  });
});
