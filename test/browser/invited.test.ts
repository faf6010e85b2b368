// Somebody wants to be asked before they are in a group.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup, newPerson } from "./support/group-people.ts";

describe.runIf(hasChromium)("invitations to groups", () => {
  const browsers = useBrowsers();

  it("[WEB-330] [WEB-331] [WEB-332] [WEB-333] [INVITE-1] who adds somebody is told that they are invited; they join or decline on top of the list, on all devices", async () => {
    const url = inject("serverUrl");
    const { ada, eve, groupId } = await makeGroup(url, "Walkers");
    await eve.client.setPrivacy({ groups: "nobody" });
    const [hers, chat, other] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), url, ada),
      ChatPage.signedIn(await browsers.newContext(), url, eve),
      ChatPage.signedIn(await browsers.newContext(), url, eve),
    ]);
    await hers.openConversation("Walkers");
    await hers.page.getByRole("button", { name: "Details" }).click();
    await hers.page.getByRole("button", { name: /^Add people/ }).click();
    await hers.page.getByRole("combobox", { name: "Add people" }).pressSequentially(`@${eve.username},`);
    await hers.page.getByRole("button", { name: "Add 1 person" }).click();
    await hers.page.getByText(/^Invited, and asked first:/).waitFor();

    const rowsOf = ({ page }: ChatPage) => page.getByRole("list", { name: "Group invitations" }).getByRole("listitem");
    for (const one of [chat, other]) {
      await rowsOf(one).waitFor();
      expect(await rowsOf(one).innerText()).toContain("invites you · 2 members");
    }
    await chat.page.getByRole("button", { name: "Join Walkers" }).click();
    await chat.composer.waitFor();
    await other.page.getByRole("list", { name: "Group invitations" }).waitFor({ state: "detached" });

    // Admins see who let her in; an invitation is taken back on its page.
    await hers.page
      .getByText(/added by/)
      .first()
      .waitFor();
    const zoe = await newPerson(url, "zoe");
    await zoe.client.setPrivacy({ groups: "nobody" });
    await ada.client.groups.addMembers(groupId, [zoe.id]);
    await hers.page.goto(`${url}/#/c/${groupId}?side=manage/invitations`);
    await hers.page.getByRole("button", { name: /^Withdraw the invitation of/ }).click();
    await hers.page.getByText("Nobody is invited at the moment.").waitFor();
    expect((await zoe.client.invitations.list()).items).toEqual([]);

    // What she has asked for herself.
    const { id: closed } = await ada.client.groups.create({
      name: "Writers",
      memberIds: [],
      settings: { joinPolicy: "approval" },
    });
    await eve.client.groups.join(closed, {});
    await chat.page.goto(`${url}/#/people/requests`);
    await chat.page.getByText("Groups you asked to join").waitFor();
    await chat.page.getByRole("button", { name: "Cancel request to Writers" }).click();
    await chat.page.getByText("No open requests.").waitFor();
    expect((await ada.client.groups.requests(closed)).items).toEqual([]);
    await chat.page.goto(`${url}/#/`);

    await ada.client.groups.create({ name: "Bakers", memberIds: [eve.id] });
    for (const one of [chat, other]) await rowsOf(one).waitFor();
    await other.page.getByRole("button", { name: "Decline the invitation to Bakers" }).click();
    for (const { page } of [chat, other])
      await page.getByRole("list", { name: "Group invitations" }).waitFor({ state: "detached" });
    expect([...hers.faults, ...chat.faults, ...other.faults]).toEqual([]);
  });
});
