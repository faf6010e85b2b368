// Sends what a person types, keeps all that was sent and changed, and shows what becomes of it.
import type { Content, OutgoingChange, OutgoingMessage, SendOptions } from "@klatch/sdk";
import { changeMessage } from "./chat-changes.ts";
import { openConversation } from "./chat-command.ts";
import type { ChatParts } from "./chat-parts.ts";

export class ChatSending {
  readonly #parts: Omit<ChatParts, "sending">;
  /** All messages sent since the start. */
  readonly sent: OutgoingMessage[] = [];
  /** All changes of messages since the start. */
  readonly changes: OutgoingChange[] = [];

  constructor(parts: Omit<ChatParts, "sending">) {
    this.#parts = parts;
  }

  /** To the open conversation. @throws ChatMistake */
  send(said: string | Content, ways: Pick<SendOptions, "silent" | "burnAfterMs" | "thread"> = {}): void {
    const { client, members, terminal } = this.#parts;
    const open = openConversation(this.#parts);
    terminal.erase();
    const mentions = typeof said === "string" ? members.mentioned(open, said) : [];
    this.follow(client.send(open.id, said, { ...(mentions.length > 0 && { mentions }), ...ways }));
  }

  /** @param text the number of the message, and what follows it @throws ChatMistake, KlatchError */
  async change(command: string, seq: number, text: string): Promise<void> {
    const { id } = openConversation(this.#parts);
    const rest = text.slice(String(seq).length).trim();
    const change = await changeMessage(this.#parts, command, { id, seq, rest });
    if (change !== null) this.changes.push(change);
  }

  /** Shows what becomes of a message, and counts it among those sent. */
  follow(message: OutgoingMessage): void {
    this.sent.push(message);
    this.#parts.view.follow(message);
  }
}
