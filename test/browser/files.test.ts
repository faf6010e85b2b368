// Files in the page, between two people at a real server: chosen, shown, looked at, saved, spoken, and taken back.
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { drawnPicture } from "./support/drawn-picture.ts";
import { madeFilm } from "./support/made-film.ts";
import { makeTalkers } from "./support/talkers.ts";
import { openBoth } from "./support/two-pages.ts";
import { untilInPage } from "./support/until-in-page.ts";

const url = (): string => inject("serverUrl");

/** How wide the pictures are that the messages have loaded. */
const loadedWidths = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLImageElement>(".messages .picture-shown")].map((one) => one.naturalWidth),
  );

/** Drags files over the conversation, and drops them where they are sent as files. */
async function drop(page: Page, files: readonly (readonly [name: string, text: string])[]): Promise<void> {
  const data = await page.evaluateHandle((all) => {
    const made = new DataTransfer();
    for (const [name, text] of all) made.items.add(new File([text], name, { type: "application/pdf" }));
    return made;
  }, files);
  await page.getByRole("log", { name: "Messages" }).dispatchEvent("dragenter", { dataTransfer: data });
  const half = page.getByText("Drop here to send as files");
  await half.dispatchEvent("dragover", { dataTransfer: data });
  await half.dispatchEvent("drop", { dataTransfer: data });
}

describe.runIf(hasChromium)("files", () => {
  const browsers = useBrowsers(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);

  it("[WEB-350] [WEB-351] [WEB-352] [WEB-353] [WEB-354] [WEB-355] [WEB-356] [WEB-357] [WEB-358] [WEB-373] [WEB-374] [WEB-376] [WEB-377] two people send pictures, a file, a voice message and a film, look at them, and take one back", async () => {
    const talkers = await makeTalkers(url());
    await talkers.bobWrites(["show me"]);
    const [mine, theirs] = await openBoth(browsers, url(), talkers);
    const { page } = mine;
    const report = new AxeReport(page);

    // Chosen, with words, and seen by both.
    const pictures = await Promise.all([drawnPicture(page, 600, 900), drawnPicture(page, 900, 600)]);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: "Photo or video" }).click();
    await (
      await chooser
    ).setFiles(
      pictures.map((buffer, at) => ({ name: ["shelf.jpg", "cups.jpg"][at] ?? "", mimeType: "image/jpeg", buffer })),
    );
    const tray = page.getByRole("list", { name: "2 files to send" });
    await tray.getByText("cups.jpg").waitFor();
    await tray.getByRole("checkbox", { name: "Send cups.jpg as a file" }).waitFor();
    await mine.composer.fill("The new cups");
    await report.judge("the tray");
    await page.getByRole("button", { name: "Send", exact: true }).and(page.locator(":enabled")).waitFor();
    await mine.composer.press("Enter");
    await tray.waitFor({ state: "detached" });
    const photo = { name: "Open photo: The new cups, 2 of 2" };
    await mine.log.getByRole("button", photo).waitFor();
    await theirs.log.getByRole("button", photo).waitFor();
    await theirs.log.getByRole("article", { name: /2 photos/ }).waitFor();
    await untilInPage(async () => (await loadedWidths(theirs.page)).length === 2);
    // In a tile of an album the small preview has enough.
    expect(await loadedWidths(theirs.page)).toEqual([213, 320]);

    // The viewer, by keys, and back to where it was opened.
    await theirs.log.getByRole("button", photo).focus();
    await theirs.page.keyboard.press("Enter");
    const viewer = theirs.page.getByRole("dialog", { name: "Photos and videos" });
    await viewer.getByRole("img", { name: "The new cups" }).waitFor();
    await theirs.page.keyboard.press("Escape");
    await viewer.waitFor({ state: "detached" });
    expect(await theirs.log.getByRole("button", photo).evaluate((button) => button === document.activeElement)).toBe(
      true,
    );

    // Files that are only saved, dropped, and sent while there is no network: one is stopped and goes on, the other is not sent.
    await drop(page, [
      ["menu 菜单.pdf", "%PDF-1.4 cups"],
      ["wrong.pdf", "%PDF-1.4 plates"],
    ]);
    await page.getByRole("list", { name: "2 files to send" }).getByText("menu 菜单.pdf").waitFor();
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await mine.log.getByRole("button", { name: "Pause sending menu 菜单.pdf" }).click();
    await mine.log.getByRole("button", { name: "Do not send wrong.pdf" }).click();
    await mine.log.getByText("wrong", { exact: true }).waitFor({ state: "detached" });
    await page.context().setOffline(false);
    await mine.log.getByRole("button", { name: "Go on sending menu 菜单.pdf" }).click();
    const saved = theirs.page.waitForEvent("download");
    await theirs.log.getByRole("button", { name: "Save menu 菜单.pdf" }).click();
    expect((await saved).suggestedFilename()).toBe("menu 菜单.pdf");

    // A voice message, listened to before it is sent.
    await page.getByRole("button", { name: "Record a voice message" }).click();
    const recorder = page.getByRole("group", { name: "Recording a voice message" });
    await recorder.getByRole("timer", { name: /0:01/ }).waitFor();
    await report.judge("recording");
    await recorder.getByRole("button", { name: "Stop and listen" }).click();
    await recorder.getByRole("button", { name: "Play the recording" }).waitFor();
    await recorder.getByRole("button", { name: "Send", exact: true }).click();
    const voice = theirs.log.getByRole("group", { name: "Voice message" });
    // Not heard yet; one's own never is new.
    await voice.getByRole("img", { name: "Not played yet" }).waitFor();
    expect(await mine.log.getByRole("img", { name: "Not played yet" }).count()).toBe(0);
    await voice.getByRole("button", { name: "Play", exact: true }).click();
    await voice.getByRole("button", { name: "Speed: 1×" }).waitFor();
    await voice.getByRole("img", { name: "Not played yet" }).waitFor({ state: "detached" });
    await theirs.page.getByRole("region", { name: `Playing: Voice message, ${talkers.ada.username}` }).waitFor();

    // A film shows how it begins, and how long it is, before it is played; so it does among the files.
    const filmChooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: "Photo or video" }).click();
    const buffer = await madeFilm(page, 400, 300);
    await (await filmChooser).setFiles({ name: "tea.webm", mimeType: "video/webm", buffer });
    await page.getByRole("button", { name: "Send", exact: true }).and(page.locator(":enabled")).click();
    const film = theirs.log
      .getByRole("article")
      .filter({ has: theirs.page.getByRole("button", { name: "Play video, 0:02" }) });
    await film.locator(".picture-shown").waitFor();
    expect(await film.locator(".picture-shown").evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(400);
    expect(await film.locator("video").count()).toBe(0);
    await film.getByRole("button", { name: "Play video, 0:02" }).click();
    await untilInPage(async () => theirs.log.locator("video").evaluate((one: HTMLVideoElement) => one.currentTime > 0));

    // One picture as a sticker, made smaller in the page: it stands without a bubble, its emoji is its name, and nothing opens.
    const cupChooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: "Photo or video" }).click();
    const cup = await drawnPicture(page, 1_024, 768);
    await (await cupChooser).setFiles({ name: "cup.jpg", mimeType: "image/jpeg", buffer: cup });
    await page.getByRole("checkbox", { name: "Send cup.jpg as a sticker" }).check();
    await page.getByRole("button", { name: "Emoji of the sticker: 🙂" }).click();
    await page
      .getByRole("dialog", { name: "Emoji of the sticker" })
      .getByRole("button", { name: "😀" })
      .first()
      .click();
    await page.getByRole("button", { name: "Emoji of the sticker: 😀" }).waitFor();
    await report.judge("a sticker in the tray");
    await page.getByRole("button", { name: "Send", exact: true }).and(page.locator(":enabled")).click();
    await mine.log.locator(".message-own.message-bare").getByRole("img", { name: "😀" }).waitFor();
    const sticker = theirs.log.locator(".message-bare").getByRole("img", { name: "😀" });
    await theirs.log.locator(".sticker-shown").waitFor();
    expect(
      await sticker.evaluate((one: HTMLImageElement) => [one.naturalWidth, one.naturalHeight, one.width, one.height]),
    ).toEqual([512, 384, 160, 120]);
    await sticker.click();
    expect(await theirs.page.getByRole("dialog").count()).toBe(0);

    // All of them on the page of files.
    await theirs.page.getByRole("button", { name: "Details", exact: true }).click();
    await theirs.page.getByRole("button", { name: "Files", exact: true }).click();
    await theirs.page
      .getByRole("button", { name: new RegExp(`Photo from ${talkers.ada.username}`) })
      .last()
      .waitFor();
    await theirs.page.getByRole("tab", { name: "Files" }).click();
    await theirs.page.getByRole("tabpanel").getByText(".pdf").waitFor();
    await theirs.page.getByRole("tab", { name: "Media" }).click();
    await report.judge("pictures, files and sounds");

    // Taken back: gone everywhere, and its address leads nowhere.
    const address = await theirs.page.evaluate(
      () => document.querySelector<HTMLImageElement>(".messages .album-part:last-child .picture-shown")?.src ?? "",
    );
    expect((await fetch(address)).status).toBe(200);
    await mine.log.getByRole("button", photo).click({ button: "right" });
    await page.getByRole("menuitem", { name: "Delete", exact: false }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete for everyone" }).click();
    await theirs.log.getByRole("button", photo).waitFor({ state: "detached" });
    await theirs.log.getByRole("button", { name: "Open photo", exact: true }).waitFor();
    await untilInPage(async () => (await theirs.page.locator(".files-tile").count()) === 2);
    expect((await fetch(address)).status).toBe(404);
    expect(report.found).toEqual({});
    expect([...mine.faults, ...theirs.faults]).toEqual([]);
  }, 120_000);
});
