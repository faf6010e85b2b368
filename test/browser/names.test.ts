// A large group, opened by a browser that knows nobody of it yet: how often the page asks for names.
import { describe, expect, inject, it } from "vitest";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import { makeGroup, makePeople, password, sendText } from "../../lab/kit/people.ts";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";

const memberCount = 300;
const maxCalls = 3;

describe.runIf(hasChromium)("a group of 300", () => {
  const browsers = useBrowsers();

  it("[WEB-42] [WEB-144] shows the names of all who wrote and of all members, after at most three calls for names", async () => {
    const url = inject("serverUrl");
    const members = await makePeople(url, memberCount);
    const [ada] = members;
    if (ada === undefined) throw new Error("nobody signed up");
    const { conversationId } = await makeGroup(url, members);
    await eachInParallel(members, 10, async (one) => {
      await sendText(url, one, conversationId, `from ${one.username}`);
    });

    const page = await ChatPage.open(await browsers.newContext(), url);
    const calls: string[] = [];
    page.page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/api/users")) calls.push(pathname);
    });
    await page.signIn({ username: ada.username, password });
    await page.openConversation("Group of 300");
    await page.scrollThrough();
    await page.page.getByRole("button", { name: "Details" }).click();
    await page.page.getByRole("button", { name: "Show all members" }).click();
    await page.page.getByRole("searchbox", { name: "Search members" }).waitFor();
    const unknown = page.page.getByText("…", { exact: true });
    await expect.poll(() => unknown.count(), { timeout: 25_000 }).toBe(0);
    // Of 300 members only those who are visible, and a few around them, are in the page.
    const rows = page.page.getByRole("list", { name: "Members" }).getByRole("listitem");
    expect(await rows.count()).toBeLessThan(60);
    // The keys of lists lead to those who are not in it yet.
    await rows.first().getByRole("button").first().focus();
    await page.page.keyboard.press("End");
    const focused = page.page.locator("[role=listitem] button:focus");
    await expect.poll(() => focused.count()).toBe(1);
    await page.page.keyboard.press("k");
    // The row to which the key before leads may still be on its way into the page.
    await expect
      .poll(async () => {
        await page.page.keyboard.press("Home");
        return rows.first().locator("button:focus").count();
      })
      .toBe(1);
    await page.page.getByRole("searchbox", { name: "Search members" }).fill(`@${members[250]?.username}`);
    await expect.poll(() => rows.first().innerText()).toContain(`@${members[250]?.username}`);
    expect(calls.length).toBeLessThanOrEqual(maxCalls);
    expect(page.faults).toEqual([]);
  }, 180_000);
});
