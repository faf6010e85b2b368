// The outgoing messages and changes of one tab. The app's handles stay the same when the leader changes; their states come from it.
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { OutboxOwner } from "../outbox/outbox-entry.ts";
import type { ChangeEntry } from "../outbox/outgoing-change.ts";
import type { Ack, MessageEntry } from "../outbox/outgoing-message.ts";
import { entryOf, idOf, inOrder, isChange, isMessage, type Entry, type Kept } from "../outbox/stored-outbox.ts";
import type { EntryNews, ErrorNews } from "./tab-messages.ts";

export class TabOutbox {
  readonly #owner: OutboxOwner;
  readonly #onChange: (entry: Entry) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #unsettled = new Set<string>();
  /** Those that are changes: few among perhaps thousands of messages. */
  readonly #changes = new Set<ChangeEntry>();
  /** Those that were written in this tab. */
  readonly #own = new Set<string>();
  /** Those whose events this tab has. A new leader may still find such an entry in the store. */
  readonly #replaced = new Set<string>();
  #lastOrder = 0;

  constructor(owner: OutboxOwner, onChange: (entry: Entry) => void) {
    this.#owner = owner;
    this.#onChange = onChange;
  }

  get waiting(): number {
    return this.#unsettled.size;
  }

  get(id: string): Entry | null {
    return this.#entries.get(id) ?? null;
  }

  message(clientMsgId: ClientMsgId): MessageEntry | null {
    const entry = this.get(clientMsgId);
    return entry !== null && isMessage(entry) ? entry : null;
  }

  nextOrder(nowMs: number): number {
    this.#lastOrder = Math.max(this.#lastOrder + 1, nowMs);
    return this.#lastOrder;
  }

  outgoing(conversationId: ConversationId | undefined): MessageEntry[] {
    return this.#all(conversationId).filter(isMessage);
  }

  changes(conversationId: ConversationId | undefined): ChangeEntry[] {
    return inOrder(this.#changes, conversationId);
  }

  #all(conversationId: ConversationId | undefined): Entry[] {
    return inOrder(this.#entries.values(), conversationId);
  }

  /** What waits and was written in this tab. It is stored, so the leader may send it. */
  written(): Kept[] {
    return this.#all(undefined)
      .filter(({ id, state }) => state === "waiting" && this.#own.has(id))
      .map(({ stored }) => stored);
  }

  /** Adds what an earlier run or another tab has written. */
  restore(kept: Kept): Entry {
    this.#lastOrder = Math.max(this.#lastOrder, kept.order);
    const entry = entryOf(kept, this.#owner);
    this.#track(entry);
    return entry;
  }

  /** Adds what is written in this tab. */
  add(entry: Entry): void {
    // The app may repeat a message whose event this tab has.
    this.#replaced.delete(entry.id);
    this.#begin(entry);
  }

  /** Begins a failed entry again, as if it were written now in this tab. */
  again(entry: Entry): void {
    entry.begin(this.nextOrder(0));
    this.#begin(entry);
  }

  #begin(entry: Entry): void {
    entry.state = "storing";
    this.#own.add(entry.id);
    this.#track(entry);
    this.#onChange(entry);
  }

  apply({ stored, state, error, ack, heldBy, progress }: EntryNews): void {
    const id = idOf(stored);
    if (this.#replaced.has(id)) return;
    const known = this.#entries.get(id);
    if (known === undefined && (state === "acked" || state === "discarded")) return;
    const entry = known ?? this.restore(stored);
    if (isMessage(entry) && "file" in stored && stored.file !== undefined) {
      entry.file?.follow(stored.file, progress ?? null);
      entry.fileChanged();
    }
    if (entry.state === "failed" && state !== "failed") entry.begin(stored.order);
    if (state === "acked" && ack !== null) settle(entry, ack);
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
    const entry = this.message(clientMsgId);
    if (entry === null) return;
    if (entry.state !== "acked") {
      if (entry.state === "failed") entry.begin(entry.order);
      entry.settle(ack);
      this.#onChange(entry);
    }
    this.#forget(entry);
  }

  /** This tab has all events up to `seq`: they replace the changes that were committed by them. */
  reached(conversationId: ConversationId, seq: number): void {
    for (const entry of this.changes(conversationId)) {
      if (entry.state !== "acked" || (entry.committedSeq ?? 0) > seq) continue;
      this.#replaced.add(entry.id);
      this.#forget(entry);
    }
  }

  /** Fails what is neither sent nor stored. */
  refuse(entry: Entry, error: KlatchError): void {
    entry.fail(error);
    this.#track(entry);
    this.#onChange(entry);
  }

  /** Fails what nobody can send any more, whoever tries again. */
  drop(entry: Entry, error: KlatchError): void {
    entry.fail(error);
    this.#forget(entry);
    this.#onChange(entry);
  }

  /** Discards what the leader does not have. */
  takeBack(entry: Entry): void {
    entry.takeBack();
    this.#forget(entry);
    this.#onChange(entry);
  }

  /**
   * Takes over the leader's entries. Others were discarded, or done, while this tab did not listen, unless this tab wrote
   * them: then they are on their way to the leader.
   */
  adopt(all: readonly EntryNews[]): void {
    const ids = new Set(all.map(({ stored }) => idOf(stored)));
    for (const entry of this.#entries.values())
      if (!ids.has(entry.id) && !this.#own.has(entry.id)) this.takeBack(entry);
    for (const news of all) this.apply(news);
  }

  /** Ends all entries of this run: the store keeps them for the next one, or they fail. */
  end(error: KlatchError, kept: "kept" | "lost"): void {
    for (const id of [...this.#unsettled]) {
      const entry = this.#entries.get(id);
      if (kept === "kept") entry?.abandon(error);
      else if (entry !== undefined) this.refuse(entry, error);
    }
  }

  #track(entry: Entry): void {
    const { id, state } = entry;
    if (state === "discarded") return this.#forget(entry);
    this.#entries.set(id, entry);
    if (isChange(entry)) this.#changes.add(entry);
    if (state === "acked" || state === "failed") this.#unsettled.delete(id);
    else this.#unsettled.add(id);
  }

  #forget(entry: Entry): void {
    const { id } = entry;
    this.#entries.delete(id);
    if (isChange(entry)) this.#changes.delete(entry);
    this.#unsettled.delete(id);
    this.#own.delete(id);
  }
}

/** An ack is that of a message if it has what only a message's has. */
function settle(entry: Entry, ack: NonNullable<EntryNews["ack"]>): void {
  if (!isMessage(entry)) entry.settle(ack);
  else if ("messageId" in ack) entry.settle(ack);
}

/** The state of an entry in the form that tabs send to each other. */
export function newsOf(entry: Entry): EntryNews {
  const { stored, state, error, committedSeq, heldBy } = entry;
  const change = committedSeq === null ? null : { seq: committedSeq };
  return {
    stored,
    state,
    error: error === null ? null : errorNewsOf(error),
    ack: isMessage(entry) ? entry.ack : change,
    ...(heldBy !== null && { heldBy: errorNewsOf(heldBy) }),
    ...(isMessage(entry) && entry.file !== null && { progress: entry.file.progress }),
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
