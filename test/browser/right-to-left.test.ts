// Names and texts that are written from right to left, on a page that is not: what is cut off, and where things stand.
import type { Locator } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { newCredentials } from "./support/talkers.ts";

const longName = "נאוה בת שבע אלישבע בן־דוד הלוי מירושלים עיר הקודש";
const mixedName = "Dr. שרה שמואלי ומשפחתה הגדולה מירושלים עיר הקודש";
const shortName = "علي";
const groupName = "צוות";
const longText = `ראשון ${"ועוד מילה ועוד מילה ".repeat(6)}אחרון`;
const texts = [longText, `> ציטוט\n\nתשובה`, "- ראשון\n- שני", "@Bob שלום, מה שלומך?", "Hello\nשלום", "`npm run dev`"];

/** The box of the first (or last) characters of a text, and that of what cuts it. */
const placeOf = (element: Locator, part: string) =>
  element.evaluate((root, wanted) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? "").indexOf(wanted);
      if (at === -1) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      const box = range.getBoundingClientRect();
      let clip = { left: 0, right: innerWidth, bottom: innerHeight };
      for (let up = node.parentElement; up !== null; up = up.parentElement) {
        if (getComputedStyle(up).overflowX === "visible") continue;
        const around = up.getBoundingClientRect();
        clip = {
          left: Math.max(clip.left, around.left),
          right: Math.min(clip.right, around.right),
          bottom: Math.min(clip.bottom, around.bottom),
        };
      }
      return {
        left: box.left,
        right: box.right,
        isVisible: box.left >= clip.left - 1 && box.right <= clip.right + 1 && box.top < clip.bottom,
        fromStart: clip.right - box.right,
      };
    }
    throw new Error(`there is no ${wanted}`);
  }, part);

describe.runIf(hasChromium)("right-to-left names and texts", () => {
  const browsers = useBrowsers();

  it("[WEB-183] [WEB-184] keep their beginning and their side, and turn nothing around them", async () => {
    const url = inject("serverUrl");
    const api = new ApiClient(url);
    const bob = newCredentials("bob");
    const { user: me } = await api.register({ ...bob, displayName: "Bob" });
    const [nava, ali, doctor] = await Promise.all(
      [longName, shortName, mixedName].map((displayName, at) =>
        api.register({ ...newCredentials(`rtl${at}`), displayName }),
      ),
    );
    if (nava === undefined || ali === undefined || doctor === undefined) throw new Error("three are three");
    const direct = await api.openDirect(nava.accessToken, me.id);
    for (const text of [...texts, longText])
      await api.sendText(nava.accessToken, direct, crypto.randomUUID(), text, {
        mentions: text.includes("@") ? [me.id] : [],
      });
    const third = await api.openDirect(doctor.accessToken, me.id);
    await api.sendText(doctor.accessToken, third, crypto.randomUUID(), `Hello Bob, הנה הקישור ${longText}`);
    const { group } = await api.createGroup(ali.accessToken, { name: groupName, memberIds: [me.id, nava.user.id] });
    await api.sendText(ali.accessToken, group.id, crypto.randomUUID(), longText);

    // In a browser of a region whose language the page does not speak.
    const context = await browsers.newContext({ locale: "de-DE", viewport: { width: 1_000, height: 900 } });
    const page = await ChatPage.signedIn(context, url, bob);
    const row = (name: string) => page.conversations.getByRole("button").filter({ hasText: name });

    await row(groupName).getByText(shortName).waitFor();
    // Names and previews: the beginning is there, the end is cut.
    for (const [where, begins, ends] of [
      [row("נאוה"), "נאוה", "הקודש"],
      [row("נאוה"), "ראשון", "אחרון"],
      [row(groupName), "ראשון", "אחרון"],
      // In the middle of a name and of a text that begin from the left.
      [row("Dr."), "שמואלי", "הקודש"],
      [row("Dr."), "הקישור", "אחרון"],
    ] as const) {
      expect([begins, (await placeOf(where, begins)).isVisible]).toEqual([begins, true]);
      expect([ends, (await placeOf(where, ends)).isVisible]).toEqual([ends, false]);
    }
    // The author stands before the text, and the colon between them.
    const [author, said] = [await placeOf(row(groupName), shortName), await placeOf(row(groupName), "ראשון")];
    expect(author.right).toBeLessThan(said.left);
    expect(await row(groupName).locator("time").innerText()).toMatch(/^\d\d:\d\d$/);

    await page.openConversation(groupName);
    // A short name stands where the page begins.
    const title = page.page.getByRole("heading", { name: groupName }).first();
    const below = page.page.getByText("3 members").first();
    const gap = (await placeOf(title, groupName)).left - (await placeOf(below, "3 members")).left;
    expect(Math.abs(gap)).toBeLessThan(2);
    // A sentence of the page that begins with a name goes on to the right of it.
    const line = page.log.locator("p").filter({ hasText: "created the group" });
    await line.getByText(shortName).waitFor();
    expect((await placeOf(line, shortName)).right).toBeLessThan((await placeOf(line, "created")).left);

    await page.openConversation("נאוה");
    const header = page.page.getByRole("heading", { name: "נאוה" }).first();
    expect((await placeOf(header, "נאוה")).isVisible).toBe(true);
    // Lines begin at the right edge of their bubble, whatever stands in it.
    const beginsRight = async (text: string, part: string): Promise<number> =>
      (await placeOf(page.message(text).first(), part)).fromStart;
    const nearEdge = 40;
    expect(await beginsRight("ציטוט", "ציטוט")).toBeLessThan(nearEdge);
    expect(await beginsRight("תשובה", "תשובה")).toBeLessThan(nearEdge);
    expect(await beginsRight("שני", "שני")).toBeLessThan(nearEdge + 30);
    expect(await beginsRight("שלומך", "Bob")).toBeLessThan(nearEdge);
    expect(await beginsRight("אחרון", "ראשון")).toBeLessThan(nearEdge);
    // Of two lines each has its own side. In one of its own a question mark stands at the end.
    const two = page.message("Hello");
    expect((await placeOf(two, "Hello")).left).toBeLessThan((await placeOf(two, "שלום")).left);
    const asked = page.message("שלומך");
    expect((await placeOf(asked, "?")).right).toBeLessThan((await placeOf(asked, "מה")).left);
    // Bar and markers stand on that side, and code on its own.
    const bar = await page
      .message("ציטוט")
      .locator("blockquote")
      .evaluate((one) => getComputedStyle(one).direction);
    const list = await page
      .message("שני")
      .locator("ul")
      .evaluate((one) => getComputedStyle(one).direction);
    const code = await page
      .message("npm")
      .locator("code")
      .evaluate((one) => getComputedStyle(one).direction);
    expect({ bar, list, code }).toEqual({ bar: "rtl", list: "rtl", code: "ltr" });

    // Found by what any keyboard types, though they look nothing like it.
    await page.page.keyboard.press("Control+k");
    await page.page.keyboard.type("בן דוד");
    await page.page.getByRole("option").filter({ hasText: "נאוה" }).waitFor();
    expect(page.faults).toEqual([]);
  });
});
