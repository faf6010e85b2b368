// Two people become friends, note something of each other, and part.
import { describe, expect, inject, it } from "vitest";
import { KlatchClient, type Credentials } from "@klatch/sdk";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

/** A group of the two, in which she has mentioned him. */
async function groupOf(url: string, ada: Credentials, bob: Credentials): Promise<void> {
  const [hers, his] = [new KlatchClient({ url }), new KlatchClient({ url })];
  const [, { user }] = await Promise.all([hers.login(ada), his.login(bob)]);
  const { id } = await hers.groups.create({ name: "Rowers", memberIds: [user.id] });
  await hers.connect();
  await hers.send(id, `@${bob.username} come along`, { mentions: [user.id] }).acked;
  for (const client of [hers, his]) client.close();
}

describe.runIf(hasChromium)("friends", () => {
  const browsers = useBrowsers();

  it("[REPORT-13] [WEB-340] [WEB-341] [WEB-342] [WEB-343] [WEB-344] somebody is asked with a word, accepts, is noted, written to, removed and blocked", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(inject("serverUrl"));
    await bobWrites(["one"]);
    const url = inject("serverUrl");
    const [hers, his] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), url, ada),
      ChatPage.signedIn(await browsers.newContext(), url, bob),
    ]);
    const peopleOf = ({ page }: ChatPage) => page.getByRole("navigation").getByRole("button", { name: /^People/ });
    const tabOf = ({ page }: ChatPage, name: string | RegExp) => page.getByRole("tab", { name });

    // She asks him, from the details of their conversation.
    await hers.openConversation(bob.username);
    await hers.page.getByRole("button", { name: "Details" }).click();
    await hers.page.getByRole("button", { name: "Add friend" }).click();
    const asking = hers.page.getByRole("dialog", { name: `Ask ${bob.username} to become friends` });
    await asking.getByLabel("A word to them").fill("We met at the club");
    await asking.getByRole("button", { name: "Send request" }).click();
    await hers.page.getByRole("button", { name: "Cancel request" }).waitFor();

    // He is told at once, reads her word, and accepts.
    await his.page.getByText("1 friend request").first().waitFor({ state: "attached" });
    await peopleOf(his).click();
    await his.page.getByText("No friends yet.").waitFor();
    await tabOf(his, /^Requests/).click();
    expect(new URL(his.page.url()).hash).toBe("#/people/requests");
    await his.page.getByText("We met at the club").waitFor();
    // Its headings look as those of panes do, of which none was open yet.
    const sizeOf = (heading: Element): string => getComputedStyle(heading).fontSize;
    const inList = await his.page.getByRole("heading", { name: "To you" }).evaluate(sizeOf);
    expect(inList).toBe(await tabOf(his, "Friends").evaluate(sizeOf));
    const [hisAxe, hersAxe] = [his, hers].map(({ page }) => new AxeReport(page, ["light", "dark"]));
    await hisAxe?.judge("requests");
    await his.page.getByRole("button", { name: `Accept ${ada.username}` }).click();
    await his.page.getByText("No open requests.").waitFor();
    expect(await his.page.getByText("1 friend request").count()).toBe(0);

    // She notes what she calls him: his name is shown so in the list and in their conversation.
    await peopleOf(hers).click();
    const row = hers.page.getByRole("listitem").filter({ hasText: bob.username });
    await row.getByRole("button").first().click();
    const card = hers.page.getByRole("dialog", { name: `Person: ${bob.username}` });
    await card.getByRole("switch", { name: "Favourite" }).click();
    await card.getByRole("button", { name: "Remark and tags" }).click();
    const notes = hers.page.getByRole("dialog", { name: /^Remark and tags/ });
    await notes.getByLabel("Remark").fill("Bobby");
    await notes.getByLabel("Tags").fill("chess, club, Chess");
    await notes.getByRole("button", { name: "Save" }).click();
    await hers.page.getByRole("dialog", { name: "Person: Bobby" }).waitFor();
    await hersAxe?.judge("card");
    // A report stands over the card, which is there again afterwards.
    const bobby = hers.page.getByRole("dialog", { name: "Person: Bobby" });
    await bobby.getByRole("button", { name: "Report" }).click();
    const report = hers.page.getByRole("dialog", { name: "Report Bobby" });
    await report.getByRole("radio", { name: "Something else" }).check();
    await report.getByRole("button", { name: "Report", exact: true }).click();
    await hers.page.getByRole("button", { name: "Not now" }).click();
    await bobby.getByRole("button", { name: "Report" }).waitFor();
    expect(await hers.page.getByRole("dialog").count()).toBe(1);
    await hers.page.keyboard.press("Escape");
    await hers.page.getByText(`@${bob.username} · chess · club`).waitFor();
    await hers.page.getByRole("searchbox", { name: "Search friends" }).fill("bobb");
    await hers.page.getByRole("button", { name: "Message Bobby" }).click();
    await hers.page.getByRole("heading", { name: "Bobby" }).first().waitFor();
    await hers.say("hello friend");
    // From the card as well, which is then closed.
    await peopleOf(hers).click();
    await hers.page.getByRole("listitem").filter({ hasText: "Bobby" }).getByRole("button").first().click();
    await hers.page.getByRole("dialog").getByRole("button", { name: "Message", exact: true }).click();
    await hers.message("hello friend").waitFor();
    expect(await hers.page.getByRole("dialog").count()).toBe(0);
    await his.page.reload();
    await tabOf(his, "Friends").click();
    await his.page.getByText(`@${ada.username}`).waitFor();

    // In a group her card opens from her picture, and his from where he is mentioned.
    await groupOf(url, ada, bob);
    await his.page
      .getByRole("navigation")
      .getByRole("button", { name: /^Chats/ })
      .click();
    await his.openConversation("Rowers");
    await his.page.getByRole("button", { name: `Person: ${ada.username}` }).click();
    await his.page.getByRole("dialog").getByRole("button", { name: "Remove friend" }).waitFor();
    await his.page.keyboard.press("Escape");
    await his.page
      .locator(".markdown")
      .getByRole("button", { name: `@${bob.username}` })
      .click();
    await his.page.getByRole("dialog", { name: `Person: ${bob.username}` }).waitFor();
    await his.page.keyboard.press("Escape");
    // Both by keys, too: hers by one, his by the message's menu. The focus comes back to the message.
    await his.toLastMessage();
    const message = his.page.getByRole("article", { name: /come along/ });
    const isFocused = (): Promise<boolean> => message.evaluate((element) => element === document.activeElement);
    await expect.poll(isFocused).toBe(true);
    await his.page.keyboard.press("u");
    await his.page.getByRole("dialog", { name: `Person: ${ada.username}` }).waitFor();
    await his.page.keyboard.press("Escape");
    await expect.poll(isFocused).toBe(true);
    await his.page.keyboard.press("Enter");
    await his.page.getByRole("menuitem", { name: `Person: ${bob.username}` }).press("Enter");
    await his.page.getByRole("dialog", { name: `Person: ${bob.username}` }).waitFor();
    await his.page.keyboard.press("Escape");
    await expect.poll(isFocused).toBe(true);
    await peopleOf(his).click();

    // He ends it, for both, and blocks her.
    await his.page.getByRole("listitem").filter({ hasText: ada.username }).getByRole("button").first().click();
    await his.page.getByRole("button", { name: "Remove friend" }).click();
    const removing = his.page.getByRole("dialog", { name: `Remove ${ada.username} from your friends?` });
    await removing.getByRole("button", { name: "Remove friend" }).click();
    await his.page.getByRole("button", { name: "Add friend" }).waitFor();
    await his.page.getByRole("button", { name: "Block", exact: true }).click();
    const blocking = his.page.getByRole("dialog", { name: `Block ${ada.username}?` });
    await blocking.getByRole("button", { name: "Block", exact: true }).click();
    await blocking.waitFor({ state: "detached" });
    await his.page.getByRole("button", { name: "Unblock", exact: true }).waitFor();
    await his.page.keyboard.press("Escape");
    await hisAxe?.judge("friends");
    await tabOf(his, "Blocked").click();
    await his.page.getByText(`@${ada.username}`).waitFor();
    await peopleOf(hers).click();
    await hers.page.getByText("No friends yet.").waitFor();
    await hers.page.getByRole("heading", { name: bob.username }).first().waitFor();
    expect([hisAxe?.found, hersAxe?.found]).toEqual([{}, {}]);
    expect([...hers.faults, ...his.faults]).toEqual([]);
  });
});
