// A server that is newer than the page, or was older: what the page does not know has its place, and is said by its fallback.
import type { WebSocketRoute } from "playwright-core";
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

interface Frame {
  readonly type: string;
  readonly content?: { readonly text?: string };
}

/** What a newer server would have sent in place of these messages. */
function newer(frame: Frame): object {
  switch (frame.content?.text) {
    case "DICE":
      return { ...frame, content: { type: "dice", thrown: [3, 5], fallback: "*Threw* 3, 5." }, colour: "red" };
    case "SILENT DICE":
      return { ...frame, content: { type: "dice", thrown: [6], fallback: "" } };
    case "POLL": {
      const { content: _content, ...place } = frame;
      return { ...place, type: "poll-opened", fallback: "Bob opened <b>a poll</b>" };
    }
    // An earlier server took such messages.
    case "BLANK":
      return { ...frame, content: { type: "text", text: "\u200B\u3164" } };
    default:
      return frame;
  }
}

function throughNewerServer(near: WebSocketRoute): void {
  const far = near.connectToServer();
  near.onMessage((text) => far.send(text));
  far.onMessage((data) => {
    const text = String(data);
    if (text === "pong") return near.send(text);
    const frames = [JSON.parse(text) as Frame | readonly Frame[]].flat();
    near.send(JSON.stringify(frames.map(newer)));
  });
}

describe.runIf(hasChromium)("[EVOLVE-6] [EVOLVE-7] a newer server", () => {
  const browsers = useBrowsers();

  it("[TEXT-35] is shown by fallbacks, blank messages of an earlier one by words, live and after a reload, and the talk goes on", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(inject("serverUrl"));
    const context = await browsers.newContext();
    await context.routeWebSocket(/\/ws$/, throughNewerServer);
    const page = await ChatPage.signedIn(context, inject("serverUrl"), ada);
    await bobWrites(["before"]);
    await page.openConversation(bob.username);
    await page.message("before").waitFor();
    await bobWrites(["DICE", "SILENT DICE", "POLL", "BLANK", "after"]);
    await page.message("after").waitFor();
    const sentence = "Something that this version of the app cannot show";
    const isShown = async (): Promise<void> => {
      await page.page.getByText("*Threw* 3, 5.").first().waitFor();
      await page.page.locator(".message-unknown").getByText(sentence).waitFor();
      await page.page.locator(".message-unknown").getByText("Blank message").waitFor();
      await page.page.locator(".system-row").getByText("Bob opened <b>a poll</b>").waitFor();
    };
    await isShown();
    await page.say("I see");
    await page.waitForState("I see", "Sent");
    await page.page.reload();
    await page.message("I see").waitFor();
    await isShown();
    expect(page.faults).toEqual([]);
  });
});
