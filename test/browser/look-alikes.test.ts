// Two people whose names look the same, in the lists of a third.
import { describe, expect, inject, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { newCredentials } from "./support/talkers.ts";

/** Of 14 characters, which a row has room for. */
const lookAlike = (index: number): string => `p${index}_${crypto.randomUUID().replaceAll("-", "").slice(0, 11)}`;

describe.runIf(hasChromium)("names that look alike", () => {
  const browsers = useBrowsers();

  it("[WEB-45] [WEB-24] have the @username beside them in the inbox, the switcher and a group's messages; others do not", async () => {
    const url = inject("serverUrl");
    const api = new ApiClient(url);
    const bob = newCredentials("bob");
    const { user: me } = await api.register(bob);
    // As long as names may be, and the second one begins with a Cyrillic letter.
    const long = "da Lovelace, Countess of Lovelace, Baroness of Ockham and more";
    const shown = [`A${long}`, `\u0410${long}`, "Cleo", "\u0639\u0627\u0626\u0634\u0629"];
    const people = await Promise.all(
      shown.map(async (displayName, index) => ({
        ...(await api.register({ ...newCredentials("peer"), username: lookAlike(index), displayName })),
        displayName,
      })),
    );
    for (const { accessToken } of people) {
      const id = await api.openDirect(accessToken, me.id);
      await api.sendText(accessToken, id, crypto.randomUUID(), "Hello Bob");
    }
    const [ada, other, cleo, aisha] = people;
    if (ada === undefined || other === undefined || cleo === undefined || aisha === undefined)
      throw new Error("four are four");
    const memberIds = [me, other.user, cleo.user, aisha.user].map(({ id }) => id);
    const { group } = await api.createGroup(ada.accessToken, { name: "Tea", memberIds });
    for (const { accessToken, displayName } of [ada, other, cleo])
      await api.sendText(accessToken, group.id, crypto.randomUUID(), `from ${displayName}`);
    await api.sendText(aisha.accessToken, group.id, crypto.randomUUID(), "from her");

    const page = await ChatPage.signedIn(await browsers.newContext(), url, bob);
    const rowOf = (username: string) => page.conversations.getByRole("button").filter({ hasText: `@${username}` });
    for (const { user } of [ada, other]) await rowOf(user.username).waitFor();
    // Where there is no room for both, the name is cut, and not what tells it apart.
    const isWhole = (username: string): Promise<boolean> =>
      page.page
        .getByText(`@${username}`, { exact: true })
        .last()
        .evaluate((element) => {
          const { right, width } = element.getBoundingClientRect();
          const isCut = element.scrollWidth > element.clientWidth + 1;
          const around = element.parentElement?.getBoundingClientRect();
          return !isCut && width > 40 && around !== undefined && right <= around.right + 1;
        });
    for (const { user } of [ada, other]) await expect.poll(() => isWhole(user.username)).toBe(true);
    expect(await rowOf(cleo.user.username).count()).toBe(0);
    await page.conversations.getByRole("button").filter({ hasText: "Cleo" }).first().waitFor();

    // A name that runs from right to left does not turn the line.
    const row = page.conversations.getByRole("button").filter({ hasText: "Tea" });
    const [author, said] = [
      row.getByText("\u0639\u0627\u0626\u0634\u0629"),
      row.getByText("from her", { exact: true }),
    ];
    const leftOf = (one: typeof author): Promise<number> =>
      one.evaluate((element) => element.getBoundingClientRect().left);
    expect(await leftOf(author)).toBeLessThan(await leftOf(said));

    await page.page.keyboard.press("Control+k");
    for (const { user } of [ada, other])
      await page.page
        .getByRole("option")
        .filter({ hasText: `@${user.username}` })
        .waitFor();
    for (const { user } of [ada, other]) await expect.poll(() => isWhole(user.username)).toBe(true);
    await page.page.keyboard.press("Escape");

    await page.openConversation("Tea");
    for (const { user } of [ada, other]) await page.log.getByText(`@${user.username}`).waitFor();
    for (const { user } of [ada, other]) await expect.poll(() => isWhole(user.username)).toBe(true);
    expect(await page.log.getByText(`@${cleo.user.username}`).count()).toBe(0);
    expect(page.faults).toEqual([]);
  });
});
