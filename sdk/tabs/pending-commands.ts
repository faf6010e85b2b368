// What this tab asked for and no store keeps until it is done: asked again of each new leader.
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import type { Command } from "./tab-messages.ts";

export type PendingCommand = Extract<Command, { does: "discard" | "mark-read" }>;

/** Of the last ones only: what is done already does no harm twice, and is forgotten with the page. */
const maxKept = 100;

export class PendingCommands {
  readonly #ask: (command: PendingCommand) => void;
  readonly #commands = new Map<ClientMsgId | string, PendingCommand>();

  constructor(ask: (command: PendingCommand) => void) {
    this.#ask = ask;
  }

  /** The newest of a message or conversation counts. */
  keep(command: PendingCommand): void {
    const key = command.does === "mark-read" ? command.conversationId : command.clientMsgId;
    this.#commands.delete(key);
    this.#commands.set(key, command);
    for (const oldest of this.#commands.keys()) {
      if (this.#commands.size <= maxKept) break;
      this.#commands.delete(oldest);
    }
    this.#ask(command);
  }

  repeat(): void {
    for (const command of this.#commands.values()) this.#ask(command);
  }
}
