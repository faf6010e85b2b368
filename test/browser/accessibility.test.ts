// What axe finds on the screens, in both themes: nothing that is more than minor.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("accessibility", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  async function open(width = 1280) {
    const viewport = { width, height: 800 };
    const context = await browsers.newContext({ reducedMotion: "reduce", viewport });
    const chat = await ChatPage.open(context, url());
    return { chat, page: chat.page, report: new AxeReport(chat.page, ["light", "dark"]) };
  }

  it("[WEB-37] axe finds nothing on the main screens", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["Some **bold** words, a [link](https://example.com/) and `code`", "```\ncode\n```"]);
    const { chat, page, report } = await open();
    await report.judge("sign-up");
    await chat.signIn(ada);
    await report.judge("inbox");
    await chat.openConversation(bob.username);
    await chat.say("An answer");
    await chat.waitForState("An answer", "Sent");
    await report.judge("conversation");
    await chat.message("An answer").click({ button: "right" });
    await page.getByRole("menu").waitFor();
    await report.judge("a message's menu");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Emoji" }).click();
    await page.getByRole("dialog").waitFor();
    await report.judge("emoji");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("bo");
    await report.judge("switcher");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Details" }).click();
    await page.getByText("On Klatch since").waitFor();
    await report.judge("a person's details");
    await chat.openMe("Settings");
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await report.judge("settings");
    for (const name of ["Appearance", "Keyboard", "Devices", "Security"]) {
      await page.getByRole("navigation").getByRole("button", { name, exact: true }).click();
      await page.getByRole("heading", { name, exact: true }).waitFor();
      if (name === "Devices") await page.getByRole("list", { name }).waitFor();
      await report.judge(name);
    }
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByRole("textbox", { name: "New password" }).or(page.getByLabel("New password")).waitFor();
    await report.judge("change of password");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("dialog").waitFor();
    await report.judge("a question");
    await page.keyboard.press("Escape");
    await page.goto(`${url()}/#/new`);
    await page.getByRole("combobox", { name: "Name or username" }).waitFor();
    await report.judge("new conversation");
    await page.goto(`${url()}/#/new-group`);
    await page.getByRole("combobox", { name: "Add people" }).fill(bob.username);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Remove ${bob.username}` }).waitFor();
    await report.judge("new group: people");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("textbox", { name: "Group name" }).waitFor();
    await report.judge("new group: name");
    expect(report.found).toEqual({});
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-37] axe finds nothing on the screens of a group", async () => {
    const { ada, bob, eve, groupId } = await makeGroup(url(), "Readers");
    await ada.client.groups.announce(groupId, "We meet on **Monday**");
    await ada.client.groups.edit(groupId, { settings: { joinPolicy: "approval" } });
    await eve.client.groups.join(groupId, { message: "May I?" });
    const { chat, page, report } = await open();
    await chat.signIn(ada);
    await chat.openConversation("Readers");
    await page.getByRole("button", { name: "Details" }).click();
    await page.getByText("Members", { exact: true }).waitFor();
    await report.judge("group");
    const side = page.getByRole("complementary");
    for (const name of ["Add people", "Search members"]) {
      await side.getByRole("button", { name }).click();
      await side.getByRole("button", { name: "Back" }).waitFor();
      await report.judge(name);
      await side.getByRole("button", { name: "Back" }).click();
    }
    await side.getByRole("button", { name: "Manage group" }).click();
    await side.getByRole("heading", { name: "Manage group" }).waitFor();
    await report.judge("manage");
    for (const name of ["Invite links", "Requests to join", "Announcements", "Banned people"]) {
      await side.getByRole("button", { name }).click();
      await side.getByRole("heading", { name }).waitFor();
      await report.judge(name);
      await side.getByRole("button", { name: "Back" }).click();
    }
    await side.getByRole("button", { name: "Joining and permissions" }).click();
    await page.getByRole("radio", { name: "Anyone with the password" }).check();
    await page.getByLabel("Group password").waitFor();
    await report.judge("joining and permissions");
    for (let step = 0; step < 2; step++) await side.getByRole("button", { name: "Back" }).click();
    for (const name of ["Change nickname", "Silence", "Make owner", "Ban"]) {
      await page.getByRole("button", { name: `More: ${bob.username}` }).click();
      await report.judge("a member's menu");
      await page.getByRole("menuitem", { name, exact: true }).click();
      await page.getByRole("dialog").waitFor();
      await report.judge(`a member: ${name}`);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    }
    expect(report.found).toEqual({});
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-37] axe finds nothing in one column, and on joining", async () => {
    const { ada, bob, eve, groupId } = await makeGroup(url(), "Walkers");
    await ada.client.groups.edit(groupId, { settings: { joinPolicy: "password" }, password: "uphill" });
    const { chat, page, report } = await open(390);
    await chat.signIn(eve);
    await report.judge("empty inbox");
    await page.goto(`${url()}/#/join/${groupId}`);
    await page.getByLabel("Group password").fill("downhill");
    await page.keyboard.press("Enter");
    await page.getByText("This is not the group's password.").waitFor();
    await report.judge("joining, with the wrong password");
    await page.getByLabel("Group password").fill("uphill");
    await page.keyboard.press("Enter");
    await chat.log.waitFor();
    await chat.say("Here I am");
    await chat.waitForState("Here I am", "Sent");
    await report.judge("conversation");
    await page.getByRole("button", { name: "Details" }).click();
    await page.getByText(`@${bob.username}`).waitFor();
    await report.judge("details");
    await page.keyboard.press("Escape");
    await ada.client.groups.ban(groupId, eve.id);
    await page.getByText("You are no longer in this group. What you have read").waitFor();
    await report.judge("banned");
    expect(report.found).toEqual({});
    expect(chat.faults).toEqual([]);
  });
});
