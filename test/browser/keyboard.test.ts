// The client without a mouse: every place is reached, what has the focus shows it, and it comes back from where it went.
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";
import { makeTalkers, newCredentials } from "./support/talkers.ts";

/** More steps than any way through this page takes. */
const maxSteps = 40;

/** What has the focus: the name it is called by, and whether one sees that it has it. */
const focused = (page: Page): Promise<{ readonly name: string; readonly visible: boolean }> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return { name: "", visible: false };
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.innerText : undefined;
    // The ring is drawn by the element, by what it is in, by what is in it or beside it.
    const looks = (): string =>
      [
        element,
        element.parentElement,
        element.nextElementSibling,
        ...element.querySelectorAll(":scope > *, :scope > * > *"),
      ]
        .filter((drawer) => drawer !== null)
        .map((drawer) => getComputedStyle(drawer))
        .map(({ outline, boxShadow, backgroundColor }) => `${outline} ${boxShadow} ${backgroundColor}`)
        .join();
    const withFocus = looks();
    element.blur();
    const without = looks();
    element.focus({ preventScroll: true });
    return { name: element.ariaLabel ?? label ?? element.innerText, visible: withFocus !== without };
  });

/** Presses the key until something of that name has the focus. @returns what had it on the way without showing it */
async function walk(page: Page, key: string, name: string | RegExp): Promise<readonly string[]> {
  const unseen: string[] = [];
  for (let step = 0; step < maxSteps; step++) {
    let here = await focused(page);
    // It may have been looked at before the ring was drawn.
    if (!here.visible) here = await focused(page);
    if (!here.visible && here.name !== "" && step > 0) unseen.push(here.name);
    if (typeof name === "string" ? here.name === name : name.test(here.name)) return unseen;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never led to ${String(name)}; the focus is on ${(await focused(page)).name}`);
}

/** What has the focus in the very turn in which the labelled pane comes or goes: a key cannot fall between. */
async function focusWhen(page: Page, label: string, comes: boolean, doIt: () => Promise<void>): Promise<string> {
  const focus = await page.evaluateHandle(
    ({ selector, isThere }) => ({
      name: new Promise<string>((resolve) => {
        new MutationObserver((_, observer) => {
          if ((document.querySelector(selector) !== null) !== isThere) return;
          observer.disconnect();
          const { activeElement } = document;
          resolve(activeElement?.ariaLabel ?? activeElement?.textContent ?? "");
        }).observe(document, { childList: true, subtree: true });
      }),
    }),
    { selector: `section[aria-label="${label}"]`, isThere: comes },
  );
  await doIt();
  return focus.evaluate(({ name }) => name);
}

describe.runIf(hasChromium)("the keyboard alone", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[WEB-38] signs up, finds somebody, writes, answers, looks at the details and signs out", async () => {
    const { bob } = await makeTalkers(url());
    const ada = newCredentials("ada");
    const chat = await ChatPage.open(await browsers.newContext({ reducedMotion: "reduce" }), url());
    const { page } = chat;
    const { keyboard } = page;
    const unseen: string[] = [];
    const tabTo = async (name: string | RegExp, key = "Tab"): Promise<void> => {
      unseen.push(...(await walk(page, key, name)));
    };

    // A key that is pressed before the page stands there leads nowhere, and in the end out of the page and round.
    await page.getByRole("button", { name: "Create account", exact: true }).waitFor();
    expect((await focused(page)).name).toBe("Username");
    await keyboard.type(ada.username);
    await tabTo("Password");
    await keyboard.type(ada.password);
    await keyboard.press("Enter");
    await chat.ready();
    await tabTo("New conversation");
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "New conversation" }).waitFor();
    await expect.poll(async () => (await focused(page)).name).toBe("Name or username");
    await keyboard.type(bob.username);
    await keyboard.press("Enter");
    await chat.log.waitFor();
    await expect.poll(async () => (await focused(page)).name).toBe("Message");
    await keyboard.type("By hand");
    await keyboard.press("Enter");
    await chat.waitForState("By hand", "Sent");

    await keyboard.press("Shift+Tab");
    await expect.poll(async () => (await focused(page)).name).toMatch(/^You, /);
    await keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Reply", exact: true }).waitFor();
    await keyboard.press("Escape");
    await expect.poll(async () => (await focused(page)).name).toMatch(/^You, /);
    await keyboard.press("r");
    await page.getByRole("button", { name: "Cancel reply" }).waitFor();
    await keyboard.type("An answer to it");
    await keyboard.press("Enter");
    await chat.message("An answer to it").getByRole("button").filter({ hasText: "By hand" }).waitFor();

    await tabTo("Details", "Shift+Tab");
    await keyboard.press("Enter");
    await page.getByText("On Klatch since").waitFor();
    await tabTo(/^@/);
    await keyboard.press("Escape");
    await page.getByText("On Klatch since").waitFor({ state: "detached" });
    await expect.poll(async () => (await focused(page)).name).toBe("Details");

    await tabTo(/^Me\b/, "Shift+Tab");
    await keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Settings" }).press("Enter");
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await tabTo("Sign out");
    await keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    expect((await focused(page)).name).toBe("Sign out");
    await keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await tabTo("Sign out");
    await keyboard.press("Enter");
    // Where somebody was signed in, the sign-in comes first.
    await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    await expect.poll(async () => (await focused(page)).name).toBe("Username");
    expect(unseen).toEqual([]);
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-38] Tab passes a long conversation in a few steps, and the focus comes back to where a pane was opened", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(Array.from({ length: 60 }, (_, n) => `line ${n + 1}`));
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    await chat.message("line 60").waitFor();
    await chat.composer.focus();
    await walk(page, "Shift+Tab", "Details");
    await chat.composer.focus();
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await focused(page)).name).toContain(bob.username);
    await walk(page, "Shift+Tab", /^Me\b/);
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Settings" }).press("Enter");
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await focused(page)).name).toMatch(/^Me\b/);
    await page.getByRole("button", { name: "New conversation" }).press("Enter");
    await page.getByRole("combobox", { name: "Name or username" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await focused(page)).name).toBe("New conversation");
  });

  it("[WEB-38] Esc steps back one step: out of a question, out of a page of the details, out of the details", async () => {
    const { ada } = await makeGroup(url(), "Rowers");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    await chat.openConversation("Rowers");
    await page.getByRole("button", { name: "Details" }).press("Enter");
    await page.getByRole("button", { name: "Manage group" }).press("Enter");
    await page.getByRole("heading", { name: "Manage group" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Go to" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Go to" }).waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Manage group" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Group", exact: true }).waitFor();
    await page.getByRole("button", { name: "Dissolve group" }).press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await focused(page)).name).toBe("Dissolve group");
    await page.keyboard.press("Escape");
    await page.getByRole("complementary").waitFor({ state: "detached" });
    await expect.poll(async () => (await focused(page)).name).toBe("Details");
    await page.getByRole("heading", { name: "Rowers" }).first().waitFor();
  });

  it("[WEB-154] [WEB-152] the switcher finds people by nickname and username, and acts; its rows stay; no dialog is left for it", async () => {
    const { ada, bob, eve, groupId } = await makeGroup(url(), "Scullers");
    await ada.client.groups.setNickname(groupId, bob.id, "Coxswain");
    const { id: withEve } = await eve.client.openDirect({ userId: ada.id });
    const eveWrites = (text: string): Promise<unknown> =>
      new ApiClient(url()).sendText(eve.client.session?.accessToken ?? "", withEve, crypto.randomUUID(), text);
    await eveWrites("Hello");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    const { keyboard } = page;
    const field = page.getByRole("combobox", { name: "Go to" });
    const rows = page.getByRole("listbox", { name: "Results" }).getByRole("option");
    const open = async (text: string): Promise<void> => {
      await keyboard.press("Control+k");
      await field.pressSequentially(text);
    };

    // Somebody of a group, without a conversation of their own, by the name that they have there.
    await chat.openConversation("Scullers");
    await page.getByText("Coxswain").first().waitFor();
    await open("coxs");
    await rows.filter({ hasText: `@${bob.username}` }).waitFor();
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: bob.username }).first().waitFor();

    // "Back" closes it and nothing else.
    await open("");
    await field.waitFor();
    await page.goBack();
    await field.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: bob.username }).first().waitFor();

    // What arrives is counted, and moves no row.
    await open("");
    await rows.filter({ hasText: "Scullers" }).waitFor();
    const before = await rows.locator(".person-line-name").allInnerTexts();
    await eveWrites("Are you there?");
    await rows.filter({ hasText: "2 unread messages" }).waitFor();
    expect(await rows.locator(".person-line-name").allInnerTexts()).toEqual(before);

    // An act, by another word for it. Over its question the keys do nothing.
    await field.fill("log out");
    await keyboard.press("Enter");
    await page.getByRole("dialog", { name: /Sign out/ }).waitFor();
    await keyboard.press("Control+k");
    expect(await field.count()).toBe(0);
    await keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("heading", { name: bob.username }).first().waitFor();
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-38] the focus is in a pane, and back, before the next key can fall beside it", async () => {
    const { ada, bob } = await makeTalkers(url());
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), ada);
    const { page } = chat;
    await chat.openConversation(bob.username);
    const details = page.getByRole("button", { name: "Details", exact: true });
    expect(await focusWhen(page, "Person", true, () => details.press("Enter"))).toBe("Person");
    expect(await focusWhen(page, "Person", false, () => page.keyboard.press("Escape"))).toBe("Details");
    await page.getByRole("button", { name: /^Me\b/ }).press("Enter");
    const settings = page.getByRole("menuitem", { name: "Settings" });
    expect(await focusWhen(page, "Settings", true, () => settings.press("Enter"))).toBe("Settings");
    expect(await focusWhen(page, "Settings", false, () => page.keyboard.press("Escape"))).toMatch(/^Me\b/);
    // Without the rail the button stands in the list column, which the settings replace.
    await page.setViewportSize({ width: 800, height: 760 });
    // A menu that is open when the window gets another size closes, so the page must have been told of it.
    await page.waitForFunction(() => innerWidth === 800);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.getByRole("button", { name: /^Me\b/ }).press("Enter");
    expect(await focusWhen(page, "Settings", true, () => settings.press("Enter"))).toBe("Settings");
    expect(await focusWhen(page, "Settings", false, () => page.keyboard.press("Escape"))).toMatch(/^Me\b/);
  });
});
