// A thread beside the conversation: opened by a key, answered, followed and counted on both sides.
import { describe, expect, inject, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";
import type { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";
import { openBoth } from "./support/two-pages.ts";

const url = (): string => inject("serverUrl");

describe.runIf(hasChromium)("threads", () => {
  const browsers = useBrowsers();

  it("[WEB-260] [WEB-261] [WEB-262] two people talk in a thread, which both see in the conversation too", async () => {
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

    // The address has it; back closes it.
    await mine.page.reload();
    await panel(mine).getByRole("log").getByText("see you there").waitFor();
    await mine.page.keyboard.press("Escape");
    await panel(mine).waitFor({ state: "detached" });
    expect([...mine.faults, ...theirs.faults]).toEqual([]);
  });
});
