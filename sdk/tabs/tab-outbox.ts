// The outgoing messages of one tab. The app's handles stay the same when the leader changes; their states come from it.
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import { KlatchError } from "../client/klatch-error.ts";
import { OutboxEntry, type Ack, type OutboxOwner } from "../outbox/outgoing-message.ts";
import type { StoredMessage } from "../store/klatch-store.ts";
import type { ErrorNews, MessageNews } from "./tab-messages.ts";

export class TabOutbox {
  readonly #owner: OutboxOwner;
  readonly #onChange: (entry: OutboxEntry) => void;
  readonly #entries = new Map<ClientMsgId, OutboxEntry>();
  readonly #unsettled = new Set<ClientMsgId>();
  /** Messages that were written in this tab. */
  readonly #own = new Set<ClientMsgId>();
  /** Messages whose events this tab has. A new leader may still find such a message in the store. */
  readonly #replaced = new Set<ClientMsgId>();
  #lastOrder = 0;

  constructor(owner: OutboxOwner, onChange: (entry: OutboxEntry) => void) {
    this.#owner = owner;
    this.#onChange = onChange;
  }

  get waiting(): number {
    return this.#unsettled.size;
  }

  get(clientMsgId: ClientMsgId): OutboxEntry | null {
    return this.#entries.get(clientMsgId) ?? null;
  }

  nextOrder(nowMs: number): number {
    this.#lastOrder = Math.max(this.#lastOrder + 1, nowMs);
    return this.#lastOrder;
  }

  outgoing(conversationId: ConversationId | undefined): OutboxEntry[] {
    return [...this.#entries.values()]
      .filter((entry) => conversationId === undefined || entry.conversationId === conversationId)
      .sort((a, b) => a.order - b.order);
  }

  /** Waiting messages that were written in this tab. They are stored, so the leader may send them. */
  written(): StoredMessage[] {
    return this.outgoing(undefined)
      .filter(({ clientMsgId, state }) => state === "waiting" && this.#own.has(clientMsgId))
      .map(({ stored }) => stored);
  }

  /** Adds a message of an earlier run or of another tab. */
  restore(message: StoredMessage): OutboxEntry {
    this.#lastOrder = Math.max(this.#lastOrder, message.order);
    const entry = new OutboxEntry(message, this.#owner);
    this.#track(entry);
    return entry;
  }

  /** Adds a message that is written in this tab. */
  add(message: StoredMessage): OutboxEntry {
    // The app may repeat a message whose event this tab has.
    this.#replaced.delete(message.clientMsgId);
    const entry = this.restore(message);
    this.#begin(entry);
    return entry;
  }

  /** Begins a failed message again, as if it were written now in this tab. */
  again(entry: OutboxEntry): void {
    entry.begin(this.nextOrder(0));
    this.#begin(entry);
  }

  #begin(entry: OutboxEntry): void {
    entry.state = "storing";
    this.#own.add(entry.clientMsgId);
    this.#track(entry);
    this.#onChange(entry);
  }

  apply({ stored, state, error, ack, heldBy }: MessageNews): void {
    const { clientMsgId } = stored;
    if (this.#replaced.has(clientMsgId)) return;
    const known = this.#entries.get(clientMsgId);
    if (known === undefined && (state === "acked" || state === "discarded")) return;
    const entry = known ?? this.restore(stored);
    if (entry.state === "failed" && state !== "failed") entry.begin(stored.order);
    if (state === "acked" && ack !== null) entry.settle(ack);
    else if (state === "discarded") entry.takeBack();
    else if (state === "failed" && error !== null) {
      if (entry.state !== "failed") entry.fail(errorFrom(error));
    } else {
      entry.state = state;
      entry.heldBy = heldBy === undefined ? null : errorFrom(heldBy);
    }
    this.#track(entry);
    this.#onChange(entry);
  }

  /** This tab has the message's event, which replaces the outbox entry. */
  replacedByEvent(clientMsgId: ClientMsgId, ack: Ack): void {
    this.#replaced.add(clientMsgId);
    const entry = this.#entries.get(clientMsgId);
    if (entry === undefined) return;
    if (entry.state !== "acked") {
      if (entry.state === "failed") entry.begin(entry.order);
      entry.settle(ack);
      this.#onChange(entry);
    }
    this.#forget(clientMsgId);
  }

  /** Fails a message that is neither sent nor stored. */
  refuse(entry: OutboxEntry, error: KlatchError): void {
    entry.fail(error);
    this.#track(entry);
    this.#onChange(entry);
  }

  /** Discards a message that the leader does not have. */
  takeBack(entry: OutboxEntry): void {
    entry.takeBack();
    this.#forget(entry.clientMsgId);
    this.#onChange(entry);
  }

  /**
   * Takes over the leader's messages. Others were discarded while this tab did not listen, unless this tab wrote them: then
   * they are on their way to the leader.
   */
  adopt(all: readonly MessageNews[]): void {
    const ids = new Set(all.map(({ stored }) => stored.clientMsgId));
    for (const entry of this.#entries.values())
      if (!ids.has(entry.clientMsgId) && !this.#own.has(entry.clientMsgId)) this.takeBack(entry);
    for (const news of all) this.apply(news);
  }

  /** Ends all messages of this run: the store keeps them for the next one, or they fail. */
  end(error: KlatchError, messages: "kept" | "lost"): void {
    for (const clientMsgId of [...this.#unsettled]) {
      const entry = this.#entries.get(clientMsgId);
      if (messages === "kept") entry?.abandon(error);
      else if (entry !== undefined) this.refuse(entry, error);
    }
  }

  #track(entry: OutboxEntry): void {
    const { clientMsgId, state } = entry;
    if (state === "discarded") return this.#forget(clientMsgId);
    this.#entries.set(clientMsgId, entry);
    if (state === "acked" || state === "failed") this.#unsettled.delete(clientMsgId);
    else this.#unsettled.add(clientMsgId);
  }

  #forget(clientMsgId: ClientMsgId): void {
    this.#entries.delete(clientMsgId);
    this.#unsettled.delete(clientMsgId);
    this.#own.delete(clientMsgId);
  }
}

/** The state of a message in the form that tabs send to each other. */
export function newsOf(entry: OutboxEntry): MessageNews {
  const { stored, state, error, ack, heldBy } = entry;
  return {
    stored,
    state,
    error: error === null ? null : errorNewsOf(error),
    ack,
    ...(heldBy !== null && { heldBy: errorNewsOf(heldBy) }),
  };
}

export const errorNewsOf = ({ code, message, retryAfterMs, limit }: KlatchError): ErrorNews => ({
  code,
  message,
  retryAfterMs,
  ...(limit !== undefined && { limit }),
});

export const errorFrom = ({ code, message, retryAfterMs, limit }: ErrorNews): KlatchError =>
  new KlatchError(code, message, { retryAfterMs, limit });
