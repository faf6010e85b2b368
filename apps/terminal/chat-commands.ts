// Executes typed lines: a command, or a message for the open conversation.
import {
  isBlank,
  KlatchError,
  type ChangeWindows,
  type Content,
  type OutgoingChange,
  type OutgoingMessage,
  type SendOptions,
  type UserId,
} from "@klatch/sdk";
import { cutBlankLines } from "../text/cut-blank-lines.ts";
import { meantUsername } from "../text/username.ts";
import { changeAsked, changeHelp, changeMessage } from "./chat-changes.ts";
import { find, onlyMeant, type Found } from "./chat-find.ts";
import { forwardLast } from "./chat-forward.ts";
import { groupCommands, groupHelp } from "./chat-group-commands.ts";
import { burnTime } from "./burn-time.ts";
import { burnUsage, laterCommands, laterHelp } from "./chat-later-commands.ts";
import { ChatMistake } from "./chat-mistake.ts";
import { pollOf } from "./chat-polls.ts";
import { chooseReceipts, showReaders } from "./chat-readers.ts";
import { changePassword, showSecurity } from "./chat-security.ts";
import { explain } from "./chat-refusals.ts";
import type { ChatParts } from "./chat-parts.ts";
import { momentOf, printable } from "./chat-text.ts";
import { threadCommand } from "./chat-threads.ts";
import { changeOwnSettings, settingsHelp } from "./chat-settings.ts";
import { listStarred, star } from "./chat-stars.ts";
import type { OpenConversation } from "./chat-names.ts";

const help = (
  windows: ChangeWindows,
): string => `— /open USERNAME   talk to someone (or /open NUMBER, as /inbox lists them, or /open NAME)
  any other line    is sent to them; a line that begins with / is typed //
  @USERNAME, @NAME  mentions somebody in a group; Tab completes names
${laterHelp}
  /find NAME        people and conversations that you know, by any of their names
  /inbox            your conversations, pinned ones first, then the newest
  /history [n]      the last n messages of this conversation (20)
  /forward [n] NAME forwards the last n messages of this conversation (1) to somebody, several as one
  /read             marks the conversation as read; an open one is, as you see it
  /readers NUMBER   who has read a message of yours: the number behind its ✓
  /thread NUMBER    the replies under a message; with a text behind it, answers there; /thread tells the numbers
  /receipts on|off  whether others see what you have read
  /devices          where you are signed in
  /password         changes your own password; your other devices are signed out
  /security         what happened to your account: sign-ins, wrong passwords
  /logout           signs this terminal out and ends
  /help  /quit
${changeHelp(windows)}
${settingsHelp}
${groupHelp}`;

const shownHistory = 20;
const maxHistory = 200;

export class ChatCommands {
  readonly #parts: ChatParts;
  /** All messages sent since the start. */
  readonly sent: OutgoingMessage[] = [];
  /** All changes of messages since the start. */
  readonly changes: OutgoingChange[] = [];
  /** True once a typed line has failed. */
  failed = false;

  constructor(parts: ChatParts) {
    this.#parts = parts;
  }

  /** Executes one line. @returns false if the person wants to quit */
  async handle(line: string): Promise<boolean> {
    try {
      return await this.#execute(cutBlankLines(line));
    } catch (error) {
      if (error instanceof ChatMistake) this.#complain(error.message);
      // `explain` has a text for this code that fits sign-in only, so the server's message is shown.
      else if (error instanceof KlatchError && error.code === "INVALID_REQUEST") this.#complain(error.message);
      else if (error instanceof KlatchError) this.#complain(explain(error));
      else throw error;
      return true;
    }
  }

  async #execute(line: string): Promise<boolean> {
    // Nobody would see anything of it.
    if (line === "") return true;
    if (!line.startsWith("/") || line.startsWith("//")) {
      this.#send(line.startsWith("//") ? line.slice(1) : line);
      return true;
    }
    const { terminal, view, client } = this.#parts;
    const [command = "", ...words] = line.split(/\s+/);
    const [argument] = words;
    const rest = line.slice(command.length).trim();
    // With a word it sets the group's.
    const isOwnPassword = command === "/password" && words.length === 0;
    const elsewhere = isOwnPassword ? undefined : (groupCommands[command] ?? laterCommands[command]);
    if (elsewhere !== undefined) {
      await elsewhere(this.#parts, words, rest);
      return true;
    }
    const changed = changeAsked(command, words);
    if (changed !== null) {
      await this.#change(command, changed.seq, rest);
      return true;
    }
    switch (command) {
      case "/open":
        await this.#open(rest);
        return true;
      case "/silent":
        if (isBlank(rest)) this.#complain("What? /silent TEXT");
        else this.#send(rest, { silent: true });
        return true;
      case "/burn":
        this.#burn(argument ?? "", rest);
        return true;
      case "/poll":
        this.#send(pollOf(rest));
        return true;
      case "/find":
        this.#find(rest);
        return true;
      case "/inbox":
        await view.inbox();
        return true;
      case "/history":
        await this.#history(argument);
        return true;
      case "/forward":
        await forwardLast(this.#parts, rest);
        return true;
      case "/read":
        this.#markRead();
        return true;
      case "/readers": {
        const open = this.#required();
        if (open !== null) await showReaders(this.#parts, open.id, argument);
        return true;
      }
      case "/thread": {
        const open = this.#required();
        if (open === null) return true;
        const print = view.numbered.bind(view);
        await threadCommand(
          { client, terminal, print, reply: (text, thread) => this.#send(text, { thread }) },
          open.id,
          rest,
        );
        return true;
      }
      case "/receipts":
        await chooseReceipts(this.#parts, argument);
        return true;
      case "/devices":
        await this.#devices();
        return true;
      case "/password":
        await changePassword(this.#parts);
        return true;
      case "/security":
        await showSecurity(this.#parts);
        return true;
      case "/star":
        await star(this.#parts, words);
        return true;
      case "/starred":
        await listStarred(this.#parts);
        return true;
      case "/help":
        terminal.print(help(client.changeWindows));
        return true;
      case "/logout":
        terminal.print(
          (await client.logout()).untold === null
            ? "— signed out"
            : "— signed out here. The server could not be told: another device still lists this one, and can sign it out",
        );
        return false;
      case "/quit":
        return false;
      default:
        if (await changeOwnSettings(this.#parts, command, argument)) return true;
        this.#complain("There is no such command: /help lists them.");
        return true;
    }
  }

  #burn(time: string, rest: string): void {
    const burnAfterMs = burnTime(time);
    const text = rest.slice(time.length).trim();
    if (burnAfterMs === null || isBlank(text)) return this.#complain(burnUsage);
    this.#send(text, { burnAfterMs });
  }

  #send(said: string | Content, ways: Pick<SendOptions, "silent" | "burnAfterMs" | "thread"> = {}): void {
    const { client, members, terminal } = this.#parts;
    const open = this.#required();
    if (open === null) return;
    terminal.erase();
    const mentions = typeof said === "string" ? members.mentioned(open, said) : [];
    this.follow(client.send(open.id, said, { ...(mentions.length > 0 && { mentions }), ...ways }));
  }

  async #change(command: string, seq: number, rest: string): Promise<void> {
    const open = this.#required();
    if (open === null) return;
    const said = rest.slice(String(seq).length).trim();
    const change = await changeMessage(this.#parts, command, { id: open.id, seq, rest: said });
    if (change !== null) this.changes.push(change);
  }

  /** Shows what becomes of a message, and counts it among those sent. */
  follow(message: OutgoingMessage): void {
    this.sent.push(message);
    this.#parts.view.follow(message);
  }

  /** A number of the inbox, a username that the server is asked for, or any name that is known here. */
  async #open(wanted: string): Promise<void> {
    const { client, view } = this.#parts;
    if (isBlank(wanted)) return this.#complain("Whom? /open USERNAME");
    const listed = /^\d{1,4}$/.test(wanted) ? client.conversations()[Number(wanted) - 1] : undefined;
    if (listed !== undefined) return view.enter(listed);
    const username = meantUsername(wanted);
    const asked = /^\w{3,20}$/.test(username) ? await this.#asked(username) : null;
    if (asked !== null) return view.enter(await client.openDirect({ userId: asked }));
    const found = find(client, wanted);
    const meant = onlyMeant(found, wanted);
    if (meant?.entry) return view.enter(meant.entry);
    if (meant?.user) return view.enter(await client.openDirect({ userId: meant.user.id }));
    this.#complain(found.length === 0 ? "There is no such user." : "Whom of these? /open USERNAME or /open NUMBER");
    this.#list(found);
  }

  /** Null: nobody has this username. */
  async #asked(username: string): Promise<UserId | null> {
    try {
      return await this.#parts.people.find(username);
    } catch (error) {
      if (error instanceof KlatchError && error.code === "USER_NOT_FOUND") return null;
      throw error;
    }
  }

  #find(wanted: string): void {
    if (isBlank(wanted)) return this.#complain("Whom? /find NAME");
    const found = find(this.#parts.client, wanted);
    if (found.length === 0) this.#parts.terminal.print("— none");
    this.#list(found);
  }

  /** With what opens each. */
  #list(found: readonly Found[]): void {
    const entries = this.#parts.client.conversations();
    this.#parts.terminal.printTable(
      found.map(({ name, user, entry }) => {
        const number = entries.findIndex(({ id }) => id === entry?.id) + 1;
        const opens = user === null ? `/open ${number}` : `/open @${user.username}`;
        return { line: `— ${printable(name)}   ${opens}`, cells: ["—", printable(name), opens] };
      }),
    );
  }

  async #history(argument: string | undefined): Promise<void> {
    const limit = argument === undefined ? shownHistory : Number(argument);
    if (!Number.isInteger(limit) || limit < 1 || limit > maxHistory) {
      return this.#complain(`/history takes a number from 1 to ${maxHistory}.`);
    }
    const open = this.#required();
    if (open !== null) await this.#parts.view.history(open.id, limit);
  }

  #markRead(): void {
    const { client, view } = this.#parts;
    const open = this.#required();
    const headSeq = client.conversations().find(({ id }) => id === open?.id)?.headSeq ?? 0;
    if (open !== null && headSeq > 0) view.read(open.id, headSeq);
  }

  async #devices(): Promise<void> {
    const devices = await this.#parts.client.devices();
    this.#parts.terminal.printTable(
      devices.map(({ name, platform, lastSeenAt, network = null, current }) => {
        const seen = current ? "this one" : `seen ${momentOf(lastSeenAt)}`;
        const where = network === null ? "" : `, in ${printable(network)}`;
        const called = printable(name === "" ? platform : name);
        return { line: `— ${called}   (${seen}${where})`, cells: ["—", called, `(${seen}${where})`] };
      }),
    );
  }

  #required(): OpenConversation | null {
    const { open } = this.#parts.view;
    if (open === null) this.#complain("Nobody to talk to yet: /open USERNAME");
    return open;
  }

  #complain(sentence: string): void {
    this.failed = true;
    this.#parts.terminal.print(`! ${sentence}`);
  }
}
