// Pending commands: what this tab asked of the leader and no store keeps. They are repeated to each new leader.
import type { Command } from "./tab-messages.ts";

export type PendingCommand = Extract<Command, { does: "discard" | "mark-read" | "watch-presence" | "set-front" }>;

/** Only the last ones are kept, until the page closes. Repeating a command that was executed does no harm. */
const maxKept = 100;

export class PendingCommands {
  readonly #ask: (command: PendingCommand) => void;
  readonly #commands = new Map<string, PendingCommand>();

  constructor(ask: (command: PendingCommand) => void) {
    this.#ask = ask;
  }

  /** Sends a command and keeps it. A newer one for the same message or conversation, or of the tab itself, replaces it. */
  keep(command: PendingCommand): void {
    const key = keyOf(command);
    this.#commands.delete(key);
    this.#commands.set(key, command);
    for (const [oldest, { does }] of this.#commands) {
      if (this.#commands.size <= maxKept) break;
      // Of the tab itself there is one of each kind.
      if (oldest !== does) this.#commands.delete(oldest);
    }
    this.#ask(command);
  }

  /** What was asked about a message or conversation is over. */
  forget(key: string): void {
    this.#commands.delete(key);
  }

  repeat(): void {
    for (const command of this.#commands.values()) this.#ask(command);
  }
}

function keyOf(command: PendingCommand): string {
  switch (command.does) {
    case "discard":
      return command.id;
    case "mark-read":
      return command.conversationId;
    default:
      return command.does;
  }
}
