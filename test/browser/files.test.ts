// Files in the page, between two people at a real server: chosen, shown, looked at, saved, spoken, and taken back.
import type { Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { makeTalkers } from "./support/talkers.ts";
import { openBoth } from "./support/two-pages.ts";
import { untilInPage } from "./support/until-in-page.ts";

const url = (): string => inject("serverUrl");

/** A picture as a browser writes it. */
async function drawnPicture(page: Page, width: number, height: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    ([wide, high]) => {
      const canvas = document.createElement("canvas");
      canvas.width = wide;
      canvas.height = high;
      const context = canvas.getContext("2d");
      if (context === null) throw new Error("no canvas");
      context.fillStyle = "#2f5d50";
      context.fillRect(0, 0, wide, high);
      context.fillStyle = "#fbe7a8";
      context.fillRect(wide / 4, high / 4, wide / 2, high / 2);
      return canvas.toDataURL("image/jpeg", 0.9).split(",")[1] ?? "";
    },
    [width, height] as const,
  );
  return Buffer.from(base64, "base64");
}

/** How wide the picture of a message is that the page has loaded; 0: none. */
const loadedWidth = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelector<HTMLImageElement>(".messages .picture-shown")?.naturalWidth ?? 0);

describe.runIf(hasChromium)("files", () => {
  const browsers = useBrowsers(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);

  it("[WEB-350] [WEB-351] [WEB-352] [WEB-353] [WEB-355] [WEB-356] [WEB-357] [WEB-358] two people send a picture, a file and a voice message, look at them, and take one back", async () => {
    const talkers = await makeTalkers(url());
    await talkers.bobWrites(["show me"]);
    const [mine, theirs] = await openBoth(browsers, url(), talkers);
    const { page } = mine;
    const report = new AxeReport(page);

    // Chosen, with words, and seen by both.
    const picture = await drawnPicture(page, 900, 600);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("menuitem", { name: "Photo or video" }).click();
    await (await chooser).setFiles([{ name: "cups.jpg", mimeType: "image/jpeg", buffer: picture }]);
    const tray = page.getByRole("list", { name: "1 file to send" });
    await tray.getByText("cups.jpg").waitFor();
    await tray.getByRole("checkbox", { name: "Send cups.jpg as a file" }).waitFor();
    await mine.composer.fill("The new cups");
    await report.judge("the tray");
    await mine.composer.press("Enter");
    await tray.waitFor({ state: "detached" });
    const photo = { name: "Open photo: The new cups" };
    await mine.log.getByRole("button", photo).waitFor();
    await theirs.log.getByRole("button", photo).waitFor();
    await untilInPage(async () => (await loadedWidth(theirs.page)) === 900);
    await theirs.log.getByRole("article", { name: /Photo: The new cups/ }).waitFor();

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

    // A file that is only saved, pasted into the composer.
    await mine.composer.evaluate((box) => {
      const data = new DataTransfer();
      data.items.add(new File(["%PDF-1.4 cups"], "menu 菜单.pdf", { type: "application/pdf" }));
      box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.getByRole("list", { name: "1 file to send" }).getByText("menu 菜单.pdf").waitFor();
    await page.getByRole("button", { name: "Send", exact: true }).click();
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
    await voice.getByRole("button", { name: "Play", exact: true }).click();
    await voice.getByRole("button", { name: "Speed: 1×" }).waitFor();
    await theirs.page.getByRole("region", { name: `Playing: Voice message, ${talkers.ada.username}` }).waitFor();

    // All of them on the page of files.
    await theirs.page.getByRole("button", { name: "Details", exact: true }).click();
    await theirs.page.getByRole("button", { name: "Files", exact: true }).click();
    await theirs.page.getByRole("button", { name: new RegExp(`Photo from ${talkers.ada.username}`) }).waitFor();
    await theirs.page.getByRole("tab", { name: "Files" }).click();
    await theirs.page.getByRole("tabpanel").getByText(".pdf").waitFor();
    await theirs.page.getByRole("tab", { name: "Media" }).click();
    await report.judge("pictures, files and sounds");

    // Taken back: gone everywhere, and its address leads nowhere.
    const address = await theirs.page.evaluate(
      () => document.querySelector<HTMLImageElement>(".messages .picture-shown")?.src ?? "",
    );
    expect((await fetch(address)).status).toBe(200);
    await mine.log
      .getByRole("article", { name: /Photo: The new cups/ })
      .click({ button: "right", position: { x: 4, y: 4 } });
    await page.getByRole("menuitem", { name: "Delete", exact: false }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete for everyone" }).click();
    await theirs.log.getByRole("button", photo).waitFor({ state: "detached" });
    await theirs.page.getByText("No photos or videos yet.").waitFor();
    expect((await fetch(address)).status).toBe(404);
    expect(report.found).toEqual({});
    expect([...mine.faults, ...theirs.faults]).toEqual([]);
  });
});
