// The client as a person meets it: found by roles and names, never by how it is made.
import type { BrowserContext, Locator, Page } from "playwright-core";
import { scrollThrough, type Scrolled } from "../../../lab/bench/web/scroll-through.ts";
import { storedCount } from "../../../lab/bench/web/stored-count.ts";
import { untilInPage } from "./until-in-page.ts";
import { openWatchedPage, type WatchedPage } from "./watched-page.ts";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export class ChatPage {
  readonly page: Page;
  readonly faults: readonly string[];
  readonly openSockets: WatchedPage["openSockets"];
  readonly log: Locator;
  readonly composer: Locator;
  readonly conversations: Locator;

  constructor({ page, faults, openSockets }: WatchedPage) {
    this.page = page;
    this.faults = faults;
    this.openSockets = openSockets;
    this.log = page.getByRole("log", { name: "Messages" });
    const box = { name: "Message", exact: true };
    // A combobox while it suggests something.
    this.composer = page.getByRole("textbox", box).or(page.getByRole("combobox", box));
    this.conversations = page.getByRole("list", { name: "Conversations" });
  }

  static async open(context: BrowserContext, url: string): Promise<ChatPage> {
    return new ChatPage(await openWatchedPage(context, url));
  }

  static async signedIn(context: BrowserContext, url: string, who: Credentials): Promise<ChatPage> {
    const chat = await ChatPage.open(context, url);
    await chat.signIn(who);
    return chat;
  }

  async signUp({ username, password }: Credentials): Promise<void> {
    await this.#showForm("New here? Create an account");
    await this.#fillIn({ username, password });
    await this.page.getByRole("button", { name: "Create account", exact: true }).click();
    await this.ready();
  }

  async signIn(who: Credentials): Promise<void> {
    await this.#showForm("Have an account? Sign in");
    await this.#fillIn(who);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await this.ready();
  }

  async signOut(): Promise<void> {
    await this.openMe("Sign out");
    await this.page.getByRole("dialog").getByRole("button", { name: "Sign out", exact: true }).click();
  }

  /** What stands in the person's own menu, or on a phone on the page of that name. */
  async openMe(item: "Settings" | "Share my link" | "Sign out"): Promise<void> {
    await this.page.getByRole("button", { name: /^Me\b/ }).click();
    const hasRoom = (this.page.viewportSize()?.width ?? 1_280) >= 700;
    if (hasRoom) await this.page.getByRole("menuitem", { name: item }).click();
    else if (item !== "Settings") await this.page.getByRole("button", { name: item, exact: true }).click();
  }

  /** The page begins with the one that is likely: it depends on whether somebody was signed in here. */
  async #showForm(toOther: string): Promise<void> {
    await this.page.getByRole("heading", { name: "Klatch" }).waitFor();
    const other = this.page.getByRole("button", { name: toOther });
    if (await other.isVisible()) await other.click();
  }

  async #fillIn({ username, password }: Credentials): Promise<void> {
    await this.page.getByLabel("Username").fill(username);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
  }

  /** Signed in, connected, and up to date. */
  async ready(): Promise<void> {
    await this.page.getByRole("heading", { name: "Klatch", exact: true }).waitFor();
    await this.page.getByRole("button", { name: /^Me\b/ }).waitFor();
  }

  async openConversation(title: string): Promise<void> {
    await this.conversations.getByRole("button").filter({ hasText: title }).click();
    await this.log.waitFor();
  }

  /** Finds the person by the whole username. */
  async startConversation(username: string): Promise<void> {
    await this.page.getByRole("button", { name: "New conversation" }).click();
    await this.page.getByRole("combobox", { name: "Name or username" }).fill(`@${username}`);
    await this.page.keyboard.press("Enter");
    // Another conversation may be open until then.
    await this.page.locator(".conversation-names").filter({ hasText: username }).waitFor();
    await this.log.waitFor();
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** Reaches the last message by keys: one that the server has numbered. */
  async toLastMessage(): Promise<void> {
    await this.page.locator("article[data-seq][tabindex='0']").waitFor();
    await this.composer.press("Shift+Tab");
    await this.page.locator("article[data-seq]:focus").waitFor();
  }

  /** Reaches the last message by keys, and answers it. */
  async answerLast(): Promise<void> {
    await this.toLastMessage();
    await this.page.keyboard.press("r");
    await this.page.getByText("Reply to ").waitFor();
  }

  /** By what it says: the time that stands beside it is no part of that. */
  message(text: string): Locator {
    const said = this.page.locator(".message-content > :not(.message-meta)").filter({ hasText: text });
    return this.log.getByRole("article").filter({ has: said });
  }

  /** One's own message once it stands there. */
  async waitForState(text: string, state: "Waiting" | "Sent" | "Read" | "Not sent"): Promise<void> {
    await this.message(text).getByText(state, { exact: true }).waitFor({ state: "attached" });
  }

  /** A message of one's own that a reload does not lose. */
  async waitUntilKept(text: string): Promise<void> {
    await this.message(text)
      .getByText(/^(Waiting|Sent|Read)$/)
      .waitFor({ state: "attached" });
  }

  /** Until the browser's own store has so many messages that are to be sent, or failed. */
  async untilOutboxKept(count: number): Promise<void> {
    await untilInPage(async () => (await storedCount(this.page, "outbox")) === count);
  }

  /** Up to the oldest message. */
  scrollThrough(): Promise<Scrolled> {
    return scrollThrough(this.log);
  }

  /** The text of what has the focus. */
  focusedText(): Promise<string> {
    return this.page.evaluate(() => document.activeElement?.textContent ?? "");
  }

  /** The first line of each message that the page holds at the moment, from top to bottom. */
  async shownTexts(): Promise<readonly string[]> {
    return this.log.getByRole("article").locator(".markdown").allInnerTexts();
  }
}
