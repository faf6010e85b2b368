// A thread beside the conversation: opened by a key, answered, followed and counted on both sides.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import type { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";
import { openBoth } from "./support/two-pages.ts";

const url = (): string => inject("serverUrl");

describe.runIf(hasChromium)("threads", () => {
  const browsers = useBrowsers(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);

  it("[WEB-260] [WEB-261] [WEB-262] [WEB-375] two people talk in a thread, which both see in the conversation too", async () => {
    const { ada, bob, bobWrites } = await makeTalkers(url());
    await bobWrites(["where do we meet?"]);
    const [mine, theirs] = await openBoth(browsers, url(), { ada, bob });
    const panel = (chat: ChatPage) => chat.page.getByRole("complementary");
    const box = (chat: ChatPage) => panel(chat).getByRole("textbox", { name: "Reply in the thread" });

    // By its key; the reply is in the thread, in the conversation, and counted below the message.
    await mine.toLastMessage();
    await mine.page.keyboard.press("t");
    await panel(mine).getByText("No replies yet.").waitFor();
    await box(mine).fill("at the **harbour**");
    await box(mine).press("Enter");
    await panel(mine).getByRole("log").getByText("harbour").waitFor();
    await mine.message("at the harbour").getByRole("button", { name: "In a thread" }).waitFor();
    expect(await box(mine).inputValue()).toBe("");

    // The other one is told that there is something new, and opens it by the footer.
    const footer = theirs.message("where do we meet?").getByRole("button", { name: /1 reply/ });
    await footer.getByRole("img", { name: "New replies" }).waitFor();
    await footer.click();
    await panel(theirs).getByRole("log").getByText("harbour").waitFor();
    await footer.getByRole("img", { name: "New replies" }).waitFor({ state: "detached" });
    await panel(theirs).getByRole("button", { name: "Following" }).click();
    await panel(theirs).getByRole("button", { name: "Follow", exact: true }).waitFor();
    await box(theirs).fill("see you there");
    await box(theirs).press("Enter");
    await panel(mine).getByRole("log").getByText("see you there").waitFor();
    await panel(mine).getByText("2 replies").waitFor();
    // One day, above the first message: it is that of its replies.
    expect(await panel(mine).getByRole("separator").count()).toBe(1);
    await panel(theirs).getByRole("button", { name: "Following" }).waitFor();

    // A file, dropped on the thread, and a voice message: both are in the thread.
    const data = await mine.page.evaluateHandle(() => {
      const made = new DataTransfer();
      made.items.add(new File(["%PDF-1.4"], "map.pdf", { type: "application/pdf" }));
      return made;
    });
    await panel(mine).getByText("2 replies").dispatchEvent("dragenter", { dataTransfer: data });
    const half = panel(mine).getByText("Drop here to send as files");
    await half.dispatchEvent("dragover", { dataTransfer: data });
    await half.dispatchEvent("drop", { dataTransfer: data });
    await panel(mine).getByRole("list", { name: "1 file to send" }).getByText("map.pdf").waitFor();
    await box(mine).fill("here");
    await panel(mine).getByRole("button", { name: "Send", exact: true }).and(mine.page.locator(":enabled")).click();
    await panel(theirs).getByRole("log").getByRole("button", { name: "Save map.pdf" }).waitFor();
    await panel(mine).getByText("3 replies").waitFor();
    await panel(mine).getByRole("button", { name: "Record a voice message" }).click();
    const recorder = panel(mine).getByRole("group", { name: "Recording a voice message" });
    await recorder.getByRole("timer", { name: /0:01/ }).waitFor();
    await recorder.getByRole("button", { name: "Send", exact: true }).click();
    await panel(theirs).getByRole("log").getByRole("group", { name: "Voice message" }).waitFor();
    await panel(mine).getByText("4 replies").waitFor();

    // The address has it; back closes it.
    await mine.page.reload();
    await panel(mine).getByRole("log").getByText("see you there").waitFor();
    await mine.page.keyboard.press("Escape");
    await panel(mine).waitFor({ state: "detached" });
    expect([...mine.faults, ...theirs.faults]).toEqual([]);
  });
});
