// The state of the connection, as lines and in the prompt, with the open conversation and what is unread elsewhere.
import type { ConnectionStatus, KlatchClient } from "@klatch/sdk";
import type { ChatNames, OpenConversation } from "./chat-names.ts";
import { explain, waitReason } from "./chat-refusals.ts";
import type { ChatTerminal } from "./chat-terminal.ts";
import { cutToColumns } from "./lines/columns.ts";
import { isolated } from "./lines/direction.ts";

interface StatusParts {
  readonly client: KlatchClient;
  readonly terminal: ChatTerminal;
  readonly names: ChatNames;
  readonly open: () => OpenConversation | null;
}

export class ChatStatus {
  readonly #parts: StatusParts;
  #wasLive = false;
  /** Why the last attempt to connect was refused. */
  #waitReason = "";

  constructor(parts: StatusParts) {
    this.#parts = parts;
    const { client, terminal } = parts;
    client.on("connection", (status) => this.#connection(status));
    client.on("conversation", () => this.prompt());
    client.on("error", (error) =>
      terminal.print(error.code === "RATE_LIMITED" ? `! ${explain(error)}` : `! ${error.code}: ${error.message}`),
    );
  }

  /** Sets the prompt anew. */
  prompt(): void {
    const { client, terminal, names } = this.#parts;
    const open = this.#parts.open();
    const offline = client.connection.state === "live" ? "" : "(offline) ";
    const elsewhere = client.conversations().reduce((sum, { id, unread }) => sum + (id === open?.id ? 0 : unread), 0);
    const unread = elsewhere > 0 ? ` [${elsewhere} unread]` : "";
    const { columns } = terminal.screen ?? { columns: Number.POSITIVE_INFINITY };
    const name = open === null ? "" : cutToColumns(names.plain(open), Math.floor(columns / 3));
    terminal.setPrompt(`${offline}${isolated(name)}${unread}> `);
  }

  #connection(status: ConnectionStatus): void {
    const { terminal } = this.#parts;
    const { state } = status;
    if (state === "live") terminal.print("— connected");
    else if (state === "stopped") terminal.print(`— disconnected: ${status.code}`);
    const reason = waitReason(status);
    // Once for all attempts that are refused for it.
    if (state === "waiting" && reason !== "" && reason !== this.#waitReason)
      terminal.print(`— not connected: ${reason}. Trying again by itself`);
    else if (state === "waiting" && this.#wasLive) terminal.print("— connection lost, trying again");
    if (state !== "live" && state !== "waiting") return this.prompt();
    this.#wasLive = state === "live";
    this.#waitReason = reason;
    this.prompt();
  }
}
