// What this tab asked for and no store keeps until it is done: asked again of each new leader.
import type { ClientMsgId } from "../../schema/protocol/ids.ts";
import type { Command } from "./tab-messages.ts";

export type Wish = Extract<Command, { does: "discard" | "mark-read" }>;

/** Of the last ones only: what is done already does no harm twice, and is forgotten with the page. */
const maxKept = 100;

export class Wishes {
  readonly #ask: (wish: Wish) => void;
  readonly #wishes = new Map<ClientMsgId | string, Wish>();

  constructor(ask: (wish: Wish) => void) {
    this.#ask = ask;
  }

  /** The newest of a message or conversation counts. */
  wish(wish: Wish): void {
    const key = wish.does === "mark-read" ? wish.conversationId : wish.clientMsgId;
    this.#wishes.delete(key);
    this.#wishes.set(key, wish);
    for (const oldest of this.#wishes.keys()) {
      if (this.#wishes.size <= maxKept) break;
      this.#wishes.delete(oldest);
    }
    this.#ask(wish);
  }

  repeat(): void {
    for (const wish of this.#wishes.values()) this.#ask(wish);
  }
}
