// Bars and notices: what they say, that they go, and that they cover nothing.
import type { Locator, Page, WebSocketRoute } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";
import { NewerBuild } from "./support/newer-build.ts";
import { overlaps } from "./support/overlaps.ts";
import { openWatchedPage } from "./support/watched-page.ts";

const widths = [360, 700, 900, 1280] as const;

const bar = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });
const toast = (page: Page, text: string): Locator => page.locator(".toasts").getByText(text, { exact: true });

/** More than any of the notices here is shown for. */
const longMs = 10_000;

/** Somebody looks at it for long, and then at something else: it goes only then. */
async function goesUnseen(page: Page, told: Locator): Promise<void> {
  await told.hover();
  await page.clock.fastForward(longMs);
  await told.waitFor();
  await page.mouse.move(1, 1);
  await page.clock.fastForward(longMs);
  await told.waitFor({ state: "detached" });
}

async function copyText(chat: ChatPage, text: string): Promise<void> {
  await chat.message(text).click({ button: "right" });
  await chat.page.getByRole("menuitem", { name: "Copy text" }).click();
}

/** Scrolls to the end. @returns how far it is from there */
async function toEnd(chat: ChatPage): Promise<number> {
  await chat.composer.press("End");
  return chat.log.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
}

/** Whether a press at the middle of the element would reach it. */
const isOnTop = (element: Locator): Promise<boolean> =>
  element.evaluate((shown) => {
    const { left, top, width, height } = shown.getBoundingClientRect();
    return shown.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });

describe.runIf(hasChromium)("bars and notices", () => {
  const browsers = useBrowsers();
  const url = (): string => inject("serverUrl");

  it("[WEB-105] an announcement stands above the messages until it is put away, and comes back when it changes", async () => {
    const { ada, bob, groupId } = await makeGroup(url(), "Rowers");
    await ada.client.groups.announce(groupId, "\n**Boats** at nine\nBring water");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), bob);
    const { page } = chat;
    await chat.openConversation("Rowers");
    const announcement = bar(page, "Announcement");
    await announcement.getByText("Boats at nine", { exact: true }).waitFor();
    await announcement.getByRole("button", { name: "Boats at nine" }).press("Enter");
    await page.getByRole("complementary").getByText("Bring water").waitFor();
    await page.keyboard.press("Escape");
    await announcement.getByRole("button", { name: "Hide announcement" }).press("Space");
    await announcement.waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("button", { name: "Rowers 2 members" }).waitFor();
    expect(await announcement.count()).toBe(0);
    await ada.client.groups.announce(groupId, "Boats at ten");
    await announcement.getByText("Boats at ten").waitFor();
    await ada.client.groups.announce(groupId, "");
    await announcement.waitFor({ state: "detached" });
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-105] [WEB-106] [WEB-109] bars and notices cover nothing, at any width", async () => {
    const { ada, eve, groupId } = await makeGroup(url(), "Rowers");
    await ada.client.groups.edit(groupId, { settings: { joinPolicy: "approval" } });
    await ada.client.groups.announce(groupId, "Boats at nine");
    await eve.client.groups.join(groupId);
    await ada.client.connect();
    const lines = Array.from({ length: 30 }, (_, n) => ada.client.send(groupId, `line ${n + 1}`).acked);
    await Promise.all(lines);
    ada.client.close();
    const context = await browsers.newContext({
      permissions: ["clipboard-read", "clipboard-write"],
      // What fades while axe looks at it has too little contrast.
      reducedMotion: "reduce",
    });
    await context.clock.install();
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page } = chat;
    const report = new AxeReport(page);
    await chat.openConversation("Rowers");
    const requests = bar(page, "People who ask to join");
    await requests.getByText("1 person asks to join").waitFor();
    await chat.waitForState("line 30", "Sent");
    const last = chat.message("line 30");

    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(() => toEnd(chat), { timeout: 10_000 }).toBeLessThan(2);
      await copyText(chat, "line 29");
      await toast(page, "Text copied").waitFor();
      // The list has made space, and stays at its end.
      await expect
        .poll(
          () =>
            overlaps({
              header: page.getByRole("button", { name: /Details|Group info/ }).last(),
              requests,
              announcement: bar(page, "Announcement"),
              last,
              toast: toast(page, "Text copied"),
              composer: chat.composer,
              send: page.getByRole("button", { name: "Record a voice message" }),
            }),
          { message: `${width} px`, timeout: 10_000 },
        )
        .toEqual([]);
      expect(await isOnTop(toast(page, "Text copied")), `${width} px`).toBe(true);
      await chat.composer.fill("@");
      const suggested = page.getByRole("listbox");
      await suggested.waitFor();
      await expect.poll(() => overlaps({ suggested, told: toast(page, "Text copied") })).toEqual([]);
      await chat.composer.fill("");
      await toast(page, "Text copied").hover();
      await report.judge(`bars and notices at ${width} px`);
      await goesUnseen(page, toast(page, "Text copied"));
    }
    expect(report.found).toEqual({});
    await requests.getByRole("button", { name: "Review" }).press("Enter");
    await page.getByRole("complementary").getByText(eve.username, { exact: true }).waitFor();
    // On a phone's list it stands above the sections and the round button.
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(`${url()}/#/register/token`);
    const told = toast(page, "You have an account here already: the invitation was not used.");
    await told.waitFor();
    const newChat = page.getByRole("button", { name: "New conversation" });
    const sections = page.getByRole("navigation");
    await expect.poll(() => overlaps({ told, newChat, sections }), { timeout: 10_000 }).toEqual([]);
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-107] [WEB-38] who may not write reads why, and goes on from there", async () => {
    const { ada, bob, groupId } = await makeGroup(url(), "Rowers");
    const chat = await ChatPage.signedIn(await browsers.newContext(), url(), bob);
    const { page } = chat;
    await chat.openConversation("Rowers");
    await chat.say("all aboard");
    await chat.waitForState("all aboard", "Sent");
    await ada.client.groups.edit(groupId, { settings: { maySend: "admins", joinPolicy: "free" } });
    await page.getByText("Only admins can write in this group.").waitFor();
    // A composer that comes back takes nothing from a message that has been reached meanwhile.
    await chat.message("all aboard").focus();
    await ada.client.groups.edit(groupId, { settings: { maySend: "members" } });
    await chat.composer.waitFor();
    expect(await chat.message("all aboard").evaluate((row) => row === document.activeElement)).toBe(true);
    await ada.client.groups.edit(groupId, { settings: { maySend: "admins" } });
    await page.getByText("Only admins can write in this group.").waitFor();
    await ada.client.groups.removeMember(groupId, bob.id);
    await page.getByRole("button", { name: "Join again" }).click();
    await page.getByRole("dialog").getByRole("button", { name: /^Join/ }).click();
    await page.getByText("Only admins can write in this group.").waitFor();
    await ada.client.groups.edit(groupId, { settings: { maySend: "members" } });
    await chat.say("I am back");
    await chat.waitForState("I am back", "Sent");
    await ada.client.groups.dissolve(groupId);
    await page.getByText("This group was dissolved.").waitFor();
    await page.getByRole("main").getByRole("button", { name: "Back to conversations" }).click();
    await chat.log.waitFor({ state: "detached" });
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-106] a notice stands above a modal dialog too", async () => {
    const { ada } = await makeGroup(url(), "Rowers");
    const context = await browsers.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    await context.clock.install();
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page } = chat;
    await chat.openConversation("Rowers");
    await chat.say("To copy");
    await chat.waitForState("To copy", "Sent");
    await copyText(chat, "To copy");
    await toast(page, "Text copied").waitFor();
    await toast(page, "Text copied").hover();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await toast(page, "Text copied").waitFor();
    expect(await isOnTop(toast(page, "Text copied"))).toBe(true);
    await page.mouse.move(1, 1);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.clock.fastForward(longMs);
    await toast(page, "Text copied").waitFor({ state: "detached" });
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-9] [WEB-105] a page whose connection another window took says so, and takes it back", async () => {
    const { ada, bob, groupId } = await makeGroup(url(), "Rowers");
    const context = await browsers.newContext();
    const sockets: WebSocketRoute[] = [];
    await context.routeWebSocket(/\/ws/, (socket) => {
      socket.connectToServer();
      sockets.push(socket);
    });
    const chat = await ChatPage.signedIn(context, url(), ada);
    await chat.openConversation("Rowers");
    await chat.say("To begin with");
    await chat.waitForState("To begin with", "Sent");
    await sockets.at(-1)?.close({ code: 4409, reason: "REPLACED" });
    const connection = bar(chat.page, "Connection");
    await connection.waitFor();
    await bob.client.connect();
    await bob.client.send(groupId, "meanwhile").acked;
    await chat.say("waits for the window");
    await chat.waitForState("waits for the window", "Waiting");
    expect(await chat.message("meanwhile").count()).toBe(0);
    await connection.getByRole("button", { name: "Use it here" }).click();
    await connection.waitFor({ state: "detached" });
    await chat.waitForState("waits for the window", "Sent");
    await chat.message("meanwhile").waitFor();
    bob.client.close();
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-109] a notice covers nothing of the dialog from which it comes", async () => {
    const { ada } = await makeGroup(url(), "Rowers");
    const context = await browsers.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    await context.clock.install();
    const chat = await ChatPage.signedIn(context, url(), ada);
    const { page } = chat;
    await chat.openMe("Share my link");
    const dialog = page.getByRole("dialog");
    for (const [width, height] of [
      [1000, 600],
      [1280, 800],
      [360, 780],
    ] as const) {
      await page.setViewportSize({ width, height });
      await dialog.getByRole("button", { name: "Copy link" }).click();
      await toast(page, "Link copied").hover();
      expect(await overlaps({ dialog, toast: toast(page, "Link copied") }), `${width} px`).toEqual([]);
      await goesUnseen(page, toast(page, "Link copied"));
    }
    expect(chat.faults).toEqual([]);
  });

  it("[WEB-108] [WEB-109] a newer build is announced where it covers nothing, can be put off, and comes at the next start", async () => {
    const server = await NewerBuild.before(url());
    try {
      const { page } = await openWatchedPage(await browsers.newContext({ serviceWorkers: "allow" }), server.url);
      await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
      await page.reload();
      server.deploy();
      await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
      const update = bar(page, "New version");
      await update.waitFor();
      for (const width of widths) {
        await page.setViewportSize({ width, height: 600 });
        const form = {
          update,
          username: page.getByLabel("Username"),
          password: page.getByLabel("Password", { exact: true }),
        };
        expect(await overlaps(form), `${width} px`).toEqual([]);
      }
      await update.getByRole("button", { name: "Later" }).click();
      await update.waitFor({ state: "detached" });
      expect(await NewerBuild.isIn(page)).toBe(false);
      await page.reload();
      expect(await NewerBuild.isIn(page)).toBe(true);
      // Nothing of it is left to be taken.
      await page.getByLabel("Username").waitFor();
      expect(await update.count()).toBe(0);
    } finally {
      await server.close();
    }
  });
});
