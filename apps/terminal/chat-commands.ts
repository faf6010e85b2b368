// Executes typed lines: a command, or a message for the open conversation.
import { KlatchError, type OutgoingMessage } from "@klatch/sdk";
import { groupCommands, groupHelp } from "./chat-group-commands.ts";
import { ChatMistake } from "./chat-mistake.ts";
import { changePassword, showSecurity } from "./chat-security.ts";
import { explain } from "./chat-refusals.ts";
import type { ChatParts } from "./chat-parts.ts";
import { printable } from "./chat-text.ts";
import type { OpenConversation } from "./chat-view.ts";

const help = `— /open USERNAME   talk to someone (or /open NUMBER, as /inbox lists them)
  any other line    is sent to them; a line that begins with / is typed //
  /inbox            your conversations, the newest first
  /history [n]      the last n messages of this conversation (20)
  /read             marks the conversation as read; an open one is, as you see it
  /devices          where you are signed in
  /password         changes your own password; your other devices are signed out
  /security         what happened to your account: sign-ins, wrong passwords
  /logout           signs this terminal out and ends
  /help  /quit
${groupHelp}`;

const shownHistory = 20;
const maxHistory = 200;

export class ChatCommands {
  readonly #parts: ChatParts;
  /** All messages sent since the start. */
  readonly sent: OutgoingMessage[] = [];
  /** True once a typed line has failed. */
  failed = false;

  constructor(parts: ChatParts) {
    this.#parts = parts;
  }

  /** Executes one line. @returns false if the person wants to quit */
  async handle(line: string): Promise<boolean> {
    try {
      return await this.#execute(line.trimEnd());
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
    if (line === "") return true;
    if (!line.startsWith("/") || line.startsWith("//")) {
      this.#send(line.startsWith("//") ? line.slice(1) : line, line);
      return true;
    }
    const { terminal, view, client } = this.#parts;
    const [command = "", ...words] = line.split(/\s+/);
    const [argument] = words;
    // With a word it sets the group's.
    const isOwnPassword = command === "/password" && words.length === 0;
    const ofGroups = isOwnPassword ? undefined : groupCommands[command];
    if (ofGroups !== undefined) {
      await ofGroups(this.#parts, words, line.slice(command.length).trim());
      return true;
    }
    switch (command) {
      case "/open":
        await this.#open(argument);
        return true;
      case "/inbox":
        await view.inbox();
        return true;
      case "/history":
        await this.#history(argument);
        return true;
      case "/read":
        this.#markRead();
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
      case "/help":
        terminal.print(help);
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
        this.#complain("There is no such command: /help lists them.");
        return true;
    }
  }

  #send(text: string, typed: string): void {
    const { client, terminal } = this.#parts;
    const open = this.#required();
    if (open === null) return;
    terminal.erase(typed);
    this.follow(client.send(open.id, text));
  }

  /** Shows what becomes of a message, and counts it among those sent. */
  follow(message: OutgoingMessage): void {
    this.sent.push(message);
    this.#parts.view.follow(message);
  }

  async #open(argument: string | undefined): Promise<void> {
    const { client, people, view } = this.#parts;
    if (argument === undefined) return this.#complain("Whom? /open USERNAME");
    const listed = /^\d{1,4}$/.test(argument) ? client.conversations()[Number(argument) - 1] : undefined;
    const entry = listed ?? (await client.openDirect({ userId: await people.find(argument) }));
    await view.enter(entry);
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
    for (const { name, platform, lastSeenAt, network = null, current } of await this.#parts.client.devices()) {
      const seen = current ? "this one" : `seen ${new Date(lastSeenAt).toLocaleString()}`;
      const where = network === null ? "" : `, in ${printable(network)}`;
      this.#parts.terminal.print(`— ${printable(name === "" ? platform : name)}   (${seen}${where})`);
    }
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
