// Somebody deletes their account, thinks better of it, and deletes it for good; and signs in on another device.
import { describe, expect, it } from "vitest";
import { hasChromium } from "../support/chromium.ts";
import { useBrowserServer } from "./support/browser-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

describe.runIf(hasChromium)("an account that is deleted", () => {
  const browsers = useBrowsers();
  // Long enough to come back in, short enough to be waited for.
  const server = useBrowserServer({ ACCOUNT_RESTORE_SECONDS: "15", LOGIN_POLICY: "exclusive" });

  it("[WEB-320] [WEB-321] [WEB-322] is kept by signing in, and is shown as deleted in the end", async () => {
    const { url } = server();
    const { ada, bob, bobWrites } = await makeTalkers(url);
    await bobWrites(["one"]);
    const hers = await ChatPage.signedIn(await browsers.newContext(), url, ada);
    const her = hers.page;
    const open = async (): Promise<void> => {
      await hers.openMe("Settings");
      await her.getByRole("button", { name: /^Account/ }).click();
      await her.getByRole("button", { name: "Delete account" }).click();
    };
    const dialog = her.getByRole("dialog", { name: "Delete your account?" });
    const fill = async (password: string): Promise<void> => {
      await dialog.getByLabel("Password").fill(password);
      await dialog.getByRole("button", { name: "Delete account" }).click();
    };
    await open();
    expect(await dialog.getByRole("button", { name: "Delete account" }).isDisabled()).toBe(true);
    await dialog.getByRole("switch", { name: "I am sure that I want to delete my account" }).check();
    await fill("a wrong horse, a wrong battery");
    await dialog.getByText("This is not your password.").waitFor();
    await fill(ada.password);
    await her.getByText(/^This account will be deleted/).waitFor();
    await her.getByLabel("Username").fill(ada.username);
    await her.getByLabel("Password", { exact: true }).fill(ada.password);
    await her.getByRole("button", { name: "Sign in", exact: true }).click();
    await her.getByRole("button", { name: "Keep my account" }).waitFor();
    await her.getByRole("button", { name: "Keep my account" }).click();
    await hers.openConversation(bob.username);
    await hers.message("one").waitFor();

    // On another device, which takes this one's place.
    const phone = await ChatPage.signedIn(await browsers.newContext(), url, ada);
    await her.getByText(/^Signed in on another device/).waitFor();
    const his = await ChatPage.signedIn(await browsers.newContext(), url, bob);
    await his.openConversation(ada.username);
    await phone.openMe("Settings");
    await phone.page.getByRole("button", { name: /^Account/ }).click();
    await phone.page.getByRole("button", { name: "Delete account" }).click();
    const again = phone.page.getByRole("dialog", { name: "Delete your account?" });
    await again.getByRole("switch", { name: "I am sure that I want to delete my account" }).check();
    await again.getByLabel("Password").fill(ada.password);
    await again.getByRole("button", { name: "Delete account" }).click();
    await his.page.getByText("This account was deleted. What was said stays here.").waitFor({ timeout: 40_000 });
    await his.page.getByRole("heading", { name: "Deleted account" }).first().waitFor();
    await his.message("one").waitFor();
    expect(await his.composer.count()).toBe(0);
    expect([...hers.faults, ...phone.faults, ...his.faults]).toEqual([]);
  });
});
