// Somebody writes to whom they do not know.
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { reportsResultShape } from "../../schema/protocol/reports.ts";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowserServer } from "./support/browser-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { deployment } from "./support/operator-page.ts";
import { onPhone } from "./support/phone.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("a message request", () => {
  const browsers = useBrowsers();
  const server = useBrowserServer({ FIRST_CONTACT: "requests", ADMIN_TOKEN: deployment });

  it("[WEB-292] [WEB-293] stands apart, is read without a sign of it, and is accepted", async () => {
    const { ada, bob, adaWrites } = await makeTalkers(server().url);
    await adaWrites(["hello from afar"]);
    const [his, hers] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), server().url, bob),
      ChatPage.signedIn(await browsers.newContext(), server().url, ada),
    ]);
    await hers.openConversation(bob.username);
    await his.page.getByRole("button", { name: "Message requests" }).click();
    await his.openConversation(ada.username);
    await his.message("hello from afar").waitFor();
    expect(await his.page.title()).not.toContain("(");
    const bar = his.page.getByRole("region", { name: "Message request", exact: true });
    await bar.getByRole("button", { name: "Accept" }).click();
    await bar.waitFor({ state: "detached" });
    await hers.say("thank you");
    await his.message("thank you").waitFor();
    await hers.waitForState("thank you", "Read");
    expect([...his.faults, ...hers.faults]).toEqual([]);
  });

  it("[REPORT-13] is reported with what was said, and its sender blocked; a message is reported on a phone", async () => {
    const { url } = server();
    const { ada, bob, adaWrites } = await makeTalkers(url);
    await adaWrites(["cheap coffee"]);
    const his = await ChatPage.signedIn(await browsers.newContext(), url, bob);
    const axe = new AxeReport(his.page, ["light", "dark"]);
    await his.page.getByRole("button", { name: "Message requests" }).click();
    await his.openConversation(ada.username);
    const bar = his.page.getByRole("region", { name: "Message request", exact: true });
    await bar.getByRole("button", { name: "Report" }).click();
    const dialog = his.page.getByRole("dialog", { name: `Report ${ada.username}` });
    const send = dialog.getByRole("button", { name: "Report", exact: true });
    expect(await send.isDisabled()).toBe(true);
    await axe.judge("report");
    await dialog.getByRole("radio", { name: "Spam or advertising" }).press("Space");
    await dialog.getByLabel("In your own words").fill("Every day.");
    await send.press("Enter");

    // The same dialog asks whether to block; a second Enter would not do it.
    const question = his.page.getByRole("dialog", { name: `Block ${ada.username}?` });
    await question.getByText(/^Neither of you can write/).waitFor();
    expect(await his.page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Neither of you/);
    await his.page.getByText("The moderators have your report.").waitFor();
    await axe.judge("block too");
    await question.getByRole("button", { name: "Block", exact: true }).click();
    await his.page.getByText("You blocked this person. Unblock them to write.").waitFor();

    // Of whom is blocked nothing more is asked.
    await his.page.getByRole("button", { name: "Details" }).click();
    await his.page.getByRole("complementary").getByRole("button", { name: "Report" }).click();
    await dialog.getByRole("radio", { name: "Threats or violence" }).check();
    await send.click();
    await dialog.waitFor({ state: "detached" });

    const other = await makeTalkers(url);
    await other.bobWrites(["hello there"]);
    await other.adaWrites(["good morning"]);
    const { chat, finger } = await onPhone(browsers, url, other.ada);
    await chat.openConversation(other.bob.username);
    await finger.down(chat.message("hello there"));
    const sheet = chat.page.getByRole("dialog", { name: "Actions" });
    await sheet.waitFor();
    await finger.up();
    await sheet.getByRole("button", { name: "Report" }).tap();
    const ofMessage = chat.page.getByRole("dialog", { name: "Report message" });
    await ofMessage.getByRole("radio", { name: "Something else" }).check();
    await ofMessage.getByRole("button", { name: "Report", exact: true }).click();
    await chat.page.getByRole("button", { name: "Not now" }).click();
    await chat.composer.waitFor();

    const headers = { authorization: `Bearer ${deployment}` };
    const { items } = v.parse(reportsResultShape, await (await fetch(`${url}/api/admin/reports`, { headers })).json());
    expect(items.map(({ reason, text }) => [reason, text])).toEqual([
      ["other", ""],
      // The second report of the same conversation is in the place of the first.
      ["threat", ""],
    ]);
    expect(axe.found).toEqual({});
    expect([...his.faults, ...chat.faults]).toEqual([]);
  });
});
