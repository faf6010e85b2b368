// Pictures of people and groups: chosen, cut out by keys, pointer and slider, seen by others, taken away.
import type { Locator, Page } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { AxeReport } from "./support/axe-faults.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeGroup } from "./support/group-people.ts";
import { untilInPage } from "./support/until-in-page.ts";

/** A picture of three colours side by side, as a browser writes it: red, green, blue. */
async function drawn(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = 1_200;
    canvas.height = 400;
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    for (const [at, colour] of ["#ff0000", "#00ff00", "#0000ff"].entries()) {
      context.fillStyle = colour;
      context.fillRect(at * 400, 0, 400, 400);
    }
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  });
  return Buffer.from(base64, "base64");
}

async function drop(on: Locator, buffer: Buffer): Promise<void> {
  await on.waitFor();
  const data = await on.page().evaluateHandle((base64) => {
    const made = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    made.items.add(new File([bytes], "b.png", { type: "image/png" }));
    return made;
  }, buffer.toString("base64"));
  await on.dispatchEvent("dragover", { dataTransfer: data });
  await on.dispatchEvent("drop", { dataTransfer: data });
}

/** How wide the picture is that this avatar shows, and the strongest of red, green and blue in its middle. */
const seenIn = (avatar: Locator): Promise<string> =>
  avatar.evaluate(async (element) => {
    const image = element.querySelector("img");
    if (image === null) return "no picture";
    await image.decode();
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext("2d");
    context?.drawImage(image, image.naturalWidth / 2, image.naturalHeight / 2, 1, 1, 0, 0, 1, 1);
    const pixel = [...(context?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
    return `${image.naturalWidth} ${["red", "green", "blue"][pixel.indexOf(Math.max(...pixel))]}`;
  });

describe.runIf(hasChromium)("avatars", () => {
  const browsers = useBrowsers();

  it("[WEB-380] [WEB-381] a person and a group get pictures, which others see, and initials where they are gone", async () => {
    const url = inject("serverUrl");
    const { ada, bob, groupId } = await makeGroup(url, "Gardeners");
    const { id: talk } = await bob.client.openDirect({ username: ada.username });
    const [mine, theirs] = await Promise.all([
      ChatPage.signedIn(await browsers.newContext(), url, ada),
      ChatPage.signedIn(await browsers.newContext(), url, bob),
    ]);
    const { page } = mine;
    const report = new AxeReport(page);
    const buffer = await drawn(page);
    const choose = async (button: Locator, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> => {
      const chooser = page.waitForEvent("filechooser");
      await button.click();
      await (await chooser).setFiles(file);
    };
    const dialog = page.getByRole("dialog", { name: "Cut out the picture" });
    const frame = dialog.getByRole("group", { name: /^The part that is used/ });
    const use = dialog.getByRole("button", { name: "Use picture" });

    // A file that is no picture.
    await mine.openMe("Settings");
    const choosing = page.getByRole("button", { name: "Choose a picture" });
    await choose(choosing, { name: "a.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
    await dialog.getByText("This file is no picture that can be shown here.").waitFor();
    expect(await use.isDisabled()).toBe(true);
    await page.keyboard.press("Escape");

    // Moved to its right end by keys: that is blue, however often.
    await choose(choosing, { name: "a.png", mimeType: "image/png", buffer });
    await frame.focus();
    for (let times = 0; times < 8; times++) await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("+");
    await report.judge("the window");
    await use.click();
    await dialog.waitFor({ state: "detached" });
    const own = page.locator(".profile-head .avatar");
    await own.locator(".avatar-picture-shown").waitFor();
    expect(await seenIn(own)).toBe("348 blue");

    // Somebody else who looks at them sees it, in the details and in the conversation's head.
    await theirs.page.goto(`${url}/#/c/${talk}?side=info`);
    await untilInPage(async () => (await seenIn(theirs.page.locator(".profile-head .avatar"))) === "348 blue");
    const head = theirs.page.locator(".conversation-head .avatar");
    await untilInPage(async () => (await seenIn(head)) === "348 blue");

    // The group's, in the middle, dragged to its left end, and zoomed by the slider.
    await page.goto(`${url}/#/c/${groupId}?side=manage`);
    const side = page.getByRole("complementary");
    await drop(side.getByRole("button", { name: "Choose a picture" }), buffer);
    const box = await frame.boundingBox();
    if (box === null) throw new Error("no window");
    await page.mouse.move(box.x + 20, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 400, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await dialog.getByRole("slider", { name: "Zoom" }).fill("0.5");
    await use.click();
    await dialog.waitFor({ state: "detached" });
    const row = theirs.conversations.getByRole("button").filter({ hasText: "Gardeners" }).locator(".avatar");
    await untilInPage(async () => (await seenIn(row)).endsWith("red"));
    await theirs.openConversation("Gardeners");
    await theirs.log.getByText(/changed the picture$/).waitFor();

    // Taken away, and gone from the server while somebody still has its path.
    await theirs.page.route("**/avatars/**", (route) => route.fulfill({ status: 404 }));
    await theirs.page.reload();
    await untilInPage(async () => (await theirs.page.locator(".avatar-picture").count()) === 0);
    await side.getByRole("button", { name: "Remove picture" }).click();
    await side.getByRole("button", { name: "Choose a picture" }).waitFor();
    expect(report.found).toEqual({});
    expect([...mine.faults, ...theirs.faults.filter((fault) => !/404|avatars/.test(fault))]).toEqual([]);
  });
});
