// The sound of a new message: off at first, once in one of the tabs, and not for what is looked at.
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../tools/run/chromium.ts";
import { TestServer } from "../support/test-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers, newCredentials } from "./support/talkers.ts";

/** Counts what begins to sound, in each page of the context. A sound has two notes. */
const listen = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    const start: unknown = Reflect.get(OscillatorNode.prototype, "start");
    Reflect.set(globalThis, "notes", 0);
    OscillatorNode.prototype.start = function count(...when) {
      Reflect.set(globalThis, "notes", Number(Reflect.get(globalThis, "notes")) + 1);
      if (typeof start === "function") Reflect.apply(start, this, when);
    };
  });

const notesIn = (page: Page): Promise<number> => page.evaluate(() => Number(Reflect.get(globalThis, "notes")));
const notesOf = async (pages: readonly Page[]): Promise<number> =>
  (await Promise.all(pages.map((page) => notesIn(page)))).reduce((sum, notes) => sum + notes, 0);

/** Whether no tab of the browser is waiting, sounding, or pausing. */
const isQuiet = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return !held.some(({ name }) => name?.startsWith("klatch-sound") === true);
  });

describe.runIf(findChromium() !== undefined)("the sound of a message", () => {
  const browsers = useBrowsers();
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start({ web: true });
  });
  afterAll(() => server.stop());

  it("[WEB-396] is off at first, and turned on sounds once in one tab, but not for what is looked at or one's own", async () => {
    const { ada, bob, api, tokens, bobWrites, adaWrites } = await makeTalkers(server.url);
    const eve = newCredentials("eve");
    const { user, accessToken: eves } = await api.register(eve);
    const other = await api.openDirect(tokens.ada, user.id);
    await api.openDirect(eves, user.id);
    const context = await browsers.newContext();
    await listen(context);
    const first = await ChatPage.signedIn(context, server.url, ada);
    const second = await ChatPage.open(context, server.url);
    await second.ready();
    const pages = [first.page, second.page];
    // A browser lets a tab sound after a click in it.
    await second.page.locator("body").click({ position: { x: 2, y: 2 } });

    await bobWrites(["Before"]);
    await first.conversations.getByText("Before").waitFor();

    await first.openMe("Settings");
    await first.page.getByRole("button", { name: "Notifications", exact: true }).click();
    const sound = first.page.getByRole("switch", { name: "Sound" });
    expect(await sound.isChecked()).toBe(false);
    expect(await notesOf(pages)).toBe(0);
    await sound.check();
    // It is heard at once.
    await expect.poll(() => notesOf(pages)).toBe(2);

    // Two of a moment are heard once, in one tab.
    await bobWrites(["Coffee?", "At three?"]);
    await expect.poll(() => notesOf(pages)).toBe(4);
    await expect.poll(() => isQuiet(first.page), { timeout: 15_000 }).toBe(true);
    expect(await notesOf(pages)).toBe(4);

    // What she writes elsewhere, and what is looked at.
    await adaWrites(["Yes"]);
    await second.page.bringToFront();
    await second.openConversation(bob.username);
    await bobWrites(["Looked at"]);
    // Whether it is heard or not.
    await expect.poll(() => isQuiet(first.page), { interval: 50 }).toBe(false);
    await expect.poll(() => isQuiet(first.page), { timeout: 15_000 }).toBe(true);
    expect(await notesOf(pages)).toBe(4);

    // What comes elsewhere is heard.
    await api.sendText(eves, other, crypto.randomUUID(), "Heard");
    await expect.poll(() => notesOf(pages)).toBe(6);
    expect([first.faults, second.faults]).toEqual([[], []]);
  });
});
