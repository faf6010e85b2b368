// Executes typed lines: a command, or a message for the open conversation.
import { KlatchError, type ChangeWindows } from "@klatch/sdk";
import { cutBlankLines } from "../text/cut-blank-lines.ts";
import { blockCommands, blocksHelp } from "./chat-blocks.ts";
import { changeAsked, changeHelp } from "./chat-changes.ts";
import type { Commands } from "./chat-command.ts";
import { emailCommands, emailHelp } from "./chat-email.ts";
import { friendCommands, friendsHelp } from "./chat-friends.ts";
import { groupCommands, groupHelp } from "./chat-group-commands.ts";
import { invitationCommands, invitationsHelp } from "./chat-invitations.ts";
import { laterCommands, laterHelp } from "./chat-later-commands.ts";
import { ChatMistake } from "./chat-mistake.ts";
import { openCommands } from "./chat-open-commands.ts";
import type { ChatParts } from "./chat-parts.ts";
import { profileCommands, profileHelp } from "./chat-profile.ts";
import { presenceCommands, presenceHelp } from "./chat-presence.ts";
import { readCommands } from "./chat-read-commands.ts";
import { explain } from "./chat-refusals.ts";
import { reportCommands, reportHelp } from "./chat-report.ts";
import { securityCommands } from "./chat-security.ts";
import { sendCommands, sendHelp } from "./chat-send-commands.ts";
import { changeOwnSettings, settingsHelp } from "./chat-settings.ts";

const help = (
  windows: ChangeWindows,
): string => `— /open USERNAME   talk to someone (or /open NUMBER, as /inbox lists them, or /open NAME)
  any other line    is sent to them; a line that begins with / is typed //
  @USERNAME, @NAME  mentions somebody in a group; Tab completes names
${sendHelp}
${laterHelp}
  /find NAME        people and conversations that you know, by any of their names, and people whom you do not know
  /inbox            your conversations, pinned ones first, then the newest
  /history [n]      the last n messages of this conversation (20)
  /forward [n] NAME forwards the last n messages of this conversation (1) to somebody, several as one
  /read             marks the conversation as read; an open one is, as you see it
  /readers NUMBER   who has read a message of yours: the number behind its ✓
  /thread NUMBER    the replies under a message; with a text behind it, answers there; /thread tells the numbers
  /receipts on|off  whether others see what you have read
${friendsHelp}
${blocksHelp}
${reportHelp}
${profileHelp}
${invitationsHelp}
${presenceHelp}
${emailHelp}
  /devices          where you are signed in
  /password         changes your own password; your other devices are signed out
  /security         what happened to your account: sign-ins, wrong passwords
  /delete-account   deletes your account, after two questions and your password
  /logout           signs this terminal out and ends
  /help  /quit
${changeHelp(windows)}
${settingsHelp}
${groupHelp}`;

const commands: Commands = {
  ...openCommands,
  ...sendCommands,
  ...laterCommands,
  ...readCommands,
  ...blockCommands,
  ...emailCommands,
  ...reportCommands,
  ...profileCommands,
  ...invitationCommands,
  ...presenceCommands,
  ...securityCommands,
  ...groupCommands,
  // After those of groups: its `/reject` calls theirs.
  ...friendCommands,
  "/help": ({ client, terminal }) => terminal.print(help(client.changeWindows)),
};

export class ChatCommands {
  readonly #parts: ChatParts;
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
      if (error instanceof ChatMistake) {
        this.#complain(error.message);
        this.#parts.terminal.printTable(error.choices);
      }
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
      this.#parts.sending.send(line.startsWith("//") ? line.slice(1) : line);
      return true;
    }
    const [command = "", ...words] = line.split(/\s+/);
    if (command === "/quit") return false;
    if (command === "/logout") {
      await this.#logout();
      return false;
    }
    const rest = line.slice(command.length).trim();
    const changed = changeAsked(command, words);
    if (changed !== null) await this.#parts.sending.change(command, changed.seq, rest);
    else if (commands[command] !== undefined) await commands[command](this.#parts, words, rest);
    else if (!(await changeOwnSettings(this.#parts, command, words[0])))
      throw new ChatMistake("There is no such command: /help lists them.");
    return true;
  }

  async #logout(): Promise<void> {
    const { client, terminal } = this.#parts;
    terminal.print(
      (await client.logout()).untold === null
        ? "— signed out"
        : "— signed out here. The server could not be told: another device still lists this one, and can sign it out",
    );
  }

  #complain(sentence: string): void {
    this.failed = true;
    this.#parts.terminal.print(`! ${sentence}`);
  }
}
