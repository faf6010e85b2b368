// People say who they are and what they do, and are found by their names.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("profiles", () => {
  const browsers = useBrowsers();

  it("[WEB-310] [WEB-311] [WEB-312] [WEB-313] [WEB-314] somebody changes their name, picture, bio and status, is found by the name by a stranger, and seen so by who talks with them", async () => {
    const url = inject("serverUrl");
    const { ada, bob, bobWrites } = await makeTalkers(url);
    const { ada: eve } = await makeTalkers(url);
    await bobWrites(["one"]);
    const [hers, his, strange] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), url, ada),
      ChatPage.signedIn(await browsers.newContext(), url, bob),
      ChatPage.signedIn(await browsers.newContext(), url, eve),
    ]);
    // Two words that nobody else has.
    const [first, last] = [`Zora${Date.now().toString(36)}`, `Quist${Date.now().toString(36)}`];

    await his.openMe("Settings");
    await his.page.getByRole("button", { name: "Edit profile" }).click();
    const dialog = his.page.getByRole("dialog", { name: "Edit profile" });
    await dialog.getByLabel("Name", { exact: true }).fill(`${first} ${last}`);
    await dialog.getByLabel("Picture").fill("two words");
    await dialog.getByLabel("About you").fill("Reads.\nA lot.");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("One emoji.", { exact: true }).waitFor();
    await dialog.getByLabel("Picture").fill("🦊");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await his.page.getByRole("heading", { name: `${first} ${last}` }).waitFor();
    await his.page.getByRole("button", { name: "Set a status" }).click();
    const status = his.page.getByRole("dialog", { name: "Status" });
    await status.getByRole("button", { name: "On holiday" }).click();
    await status.getByRole("button", { name: "Save" }).click();
    await status.waitFor({ state: "detached" });
    await his.page.getByText("On holiday").waitFor();

    // Whoever looks at them sees it, and has the new name.
    await hers.openConversation(bob.username);
    await hers.page.getByRole("button", { name: "Details" }).click();
    await hers.page.getByText("On holiday").waitFor();
    await hers.page.getByText("A lot.").waitFor();
    await hers.page
      .getByRole("heading", { name: `${first} ${last}` })
      .first()
      .waitFor();

    // For friends only, of whom she is none.
    await his.page.getByRole("button", { name: /^Privacy/ }).click();
    await his.page.getByRole("group", { name: "See what you tell of yourself" }).getByText("Friends").click();
    await his.page.getByText("Saved").first().waitFor();
    await hers.page.getByRole("button", { name: "Details" }).click();
    await hers.page.getByText("A lot.").waitFor({ state: "detached" });
    await hers.page.getByRole("button", { name: "Details" }).click();
    await hers.page.getByText("Copy username").waitFor();
    expect(await hers.page.getByText("A lot.").count()).toBe(0);

    // A stranger finds them by a part of the name, in a new conversation and in the switcher.
    await strange.page.keyboard.press("Control+k");
    const switcher = strange.page.getByRole("dialog");
    await switcher.getByRole("combobox").fill(last.toUpperCase().slice(0, -1));
    await switcher.getByRole("option", { name: new RegExp(first) }).waitFor();
    await strange.page.keyboard.press("Escape");
    await strange.page.getByRole("button", { name: "New conversation" }).first().click();
    await strange.page.getByRole("combobox").fill(`${first} `);
    await strange.page.getByRole("option", { name: new RegExp(last) }).click();
    await strange.say("Hello");
    await strange.message("Hello").waitFor();
    expect([...hers.faults, ...his.faults, ...strange.faults]).toEqual([]);
  });
});
