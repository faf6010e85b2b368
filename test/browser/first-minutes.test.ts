// The first minutes of somebody new: what is painted before the script runs, signing up, and signing in again.
import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { newCredentials } from "./support/talkers.ts";
import { untilInPage } from "./support/until-in-page.ts";

/** What is painted first, and what of the app takes its place. */
const card = [
  [".first-logo", ".logo"],
  [".first-head b", ".sign-in-head h1"],
  [".first-field i:nth-child(2)", ".field-box"],
] as const;
const frame = [
  [".first-rail", ".rail"],
  [".first-list", ".shell-list"],
  [".first-bar", ".list-column-head"],
] as const;

describe.runIf(hasChromium)("the first minutes", () => {
  const browsers = useBrowsers();

  /** Notes in each page where things stand before its script runs. */
  async function watchFirst(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      const placesOf = (selectors: readonly string[]): readonly string[] =>
        selectors.map((selector) => {
          const box = document.querySelector(selector)?.getBoundingClientRect();
          return box === undefined ? "" : [box.x, box.y, box.width, box.height].map(Math.round).join(" ");
        });
      Reflect.set(window, "placesOf", placesOf);
      document.addEventListener("readystatechange", () => {
        if (document.readyState !== "interactive") return;
        const shown = [
          ".first-logo",
          ".first-head b",
          ".first-field i:nth-child(2)",
          ".first-rail",
          ".first-list",
          ".first-bar",
        ];
        const places = placesOf(shown);
        Reflect.set(window, "first", {
          dark: getComputedStyle(document.documentElement).colorScheme === "dark",
          places: Object.fromEntries(shown.map((selector, index) => [selector, places[index]])),
        });
      });
    });
  }

  interface First {
    readonly dark: boolean;
    readonly places: Readonly<Record<string, string>>;
  }
  const first = (page: Page): Promise<First> => page.evaluate("first");
  const placesOf = (page: Page, selectors: readonly string[]): Promise<readonly string[]> =>
    page.evaluate(`placesOf(${JSON.stringify(selectors)})`);

  async function expectNothingMoved(page: Page, pairs: readonly (readonly [string, string])[]): Promise<void> {
    const { places } = await first(page);
    const now = await placesOf(
      page,
      pairs.map(([, of]) => of),
    );
    expect(pairs.map(([of]) => places[of])).toEqual(now);
  }

  const lookIsKept = (page: Page, part: string): Promise<void> =>
    untilInPage(() =>
      page.evaluate(
        // The service worker answers the next start, whether it has taken over this page or one that was leaving.
        async (wanted) =>
          (await navigator.serviceWorker.getRegistration())?.active?.state === "activated" &&
          (await (await caches.match("/look"))?.text())?.includes(wanted) === true,
        part,
      ),
    );

  it("[WEB-130] [WEB-22] the page paints the card without any file, and its policy allows the style", async () => {
    const context = await browsers.newContext({ viewport: { width: 1280, height: 800 } });
    await context.route("**/assets/**", (route) => route.abort());
    const { page, faults } = await ChatPage.open(context, inject("serverUrl"));
    const logo = await page.locator(".first-logo").boundingBox();
    expect(logo).toMatchObject({ width: 56, height: 56, x: 612 });
    expect(await page.locator(".first-list").isVisible()).toBe(false);
    expect(faults).toEqual([]);
  });

  it("[WEB-131] [WEB-132] [WEB-38] nothing moves when the app comes, and the next start is as the last one was left", async () => {
    const context = await browsers.newContext({ serviceWorkers: "allow", viewport: { width: 1280, height: 800 } });
    await watchFirst(context);
    const chat = await ChatPage.open(context, inject("serverUrl"));
    const { page } = chat;
    await page.getByRole("button", { name: "Create account", exact: true }).waitFor();
    await expectNothingMoved(page, card);
    expect(await page.locator(".first").isVisible()).toBe(false);
    const forced = await browsers.newContext({ viewport: { width: 390, height: 844 }, forcedColors: "active" });
    await watchFirst(forced);
    const high = await ChatPage.open(forced, inject("serverUrl"));
    await high.page.getByRole("button", { name: "Create account", exact: true }).waitFor();
    await expectNothingMoved(high.page, card);
    await forced.close();

    const ada = newCredentials("ada");
    await chat.signUp(ada);
    // As in the settings, and by dragging the edge of the list.
    await page.evaluate(() => {
      localStorage.setItem("klatch.theme", "dark");
      localStorage.setItem("klatch.listWidth", "400");
    });
    await page.reload();
    await chat.ready();
    await lookIsKept(page, '"listWidth":400');
    await page.reload();
    await chat.ready();
    expect(await first(page)).toMatchObject({ dark: true });
    await expectNothingMoved(page, frame);

    await chat.signOut();
    // Where somebody was signed in, the sign-in comes first. It has the focus, and does not tell who it was.
    await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    const username = page.getByLabel("Username");
    expect(await username.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await username.inputValue()).toBe("");
    await lookIsKept(page, '"screen":"sign-in"');
    await page.reload();
    await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    await expectNothingMoved(page, card);
    expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain(ada.username);
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-133] [WEB-51] a username is told what it lacks, or understood, and the focus goes where something is wrong", async () => {
    const chat = await ChatPage.open(await browsers.newContext(), inject("serverUrl"));
    const { page } = chat;
    const ada = newCredentials("ada");
    const username = page.getByLabel("Username");
    const password = page.getByLabel("Password", { exact: true });
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST") asked.push(request.url());
    });
    await username.fill("ada@example.org");
    await password.fill(ada.password);
    await password.press("Enter");
    await page.getByText("This is an e-mail address.").waitFor();
    await expect.poll(() => username.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(asked).toEqual([]);
    await username.fill(` @${ada.username} `);
    await username.press("Enter");
    await chat.ready();
    await chat.signOut();

    await username.fill(`${inject("serverUrl")}/#/u/${ada.username}`);
    await password.fill("not the password");
    await password.press("Enter");
    await page.getByText("The username or the password is wrong.").waitFor();
    expect(await username.inputValue()).toBe(ada.username);
    expect(await password.evaluate((field) => field === document.activeElement)).toBe(true);
    await password.fill(ada.password);
    await password.press("Enter");
    await chat.ready();
    expect(chat.faults).toEqual([]);
  });
});
