// An entry of the outbox: a message, or a change of earlier messages, from being written until its event has arrived.
import type { ReceivedErrorCode } from "../../schema/protocol/errors.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { KlatchError } from "../client/klatch-error.ts";
import { utf8Bytes } from "../client/utf8.ts";
import type { OutgoingState } from "./outgoing-message.ts";

/** What the store keeps of every entry. */
export interface StoredEntry {
  readonly conversationId: ConversationId;
  /** When it was written, in ms since 1970, by this device's estimate of the server's clock. */
  readonly writtenAtMs: number;
  /** Entries are sent in rising `order`. */
  readonly order: number;
  /** Why it failed; missing while it waits. */
  readonly failed?: { readonly code: ReceivedErrorCode; readonly message: string };
}

/** Carries out what the app asks of a handle. */
export interface OutboxOwner {
  retry(entry: OutboxEntry): boolean;
  discard(entry: OutboxEntry): boolean;
  pauseFile(entry: OutboxEntry, isPaused: boolean): void;
}

export abstract class OutboxEntry {
  #json = "";
  #bytes = 0;
  state: OutgoingState = "waiting";
  error: KlatchError | null = null;
  heldBy: KlatchError | null = null;
  /** When it was last sent, in ms since 1970 by the device's clock. */
  sentAtMs = 0;
  /** The number of temporary refusals so far. */
  refusals = 0;
  protected readonly owner: OutboxOwner;
  #order: number;

  constructor(frame: object, order: number, owner: OutboxOwner) {
    this.rewrite(frame);
    this.#order = order;
    this.owner = owner;
  }

  get json(): string {
    return this.#json;
  }
  get bytes(): number {
    return this.#bytes;
  }
  protected rewrite(frame: object): void {
    this.#json = JSON.stringify(frame);
    this.#bytes = utf8Bytes(this.#json);
  }

  /** Its id in the outbox, and in every attempt. */
  abstract readonly id: string;
  abstract readonly conversationId: ConversationId;
  abstract readonly contentBytes: number;
  /** Its event's seq, once it is committed. */
  abstract readonly committedSeq: number | null;

  /** The frame for a server that understands these features. */
  jsonFor(_features: readonly string[]): string {
    return this.json;
  }

  get order(): number {
    return this.#order;
  }

  retry(): boolean {
    return this.owner.retry(this);
  }

  discard(): boolean {
    return this.owner.discard(this);
  }

  fail(error: KlatchError): void {
    this.state = "failed";
    this.heldBy = null;
    this.error = error;
    this.rejectWith(error);
  }

  takeBack(): void {
    this.state = "discarded";
    this.rejectWith(Object.assign(new Error("It was discarded."), { name: "AbortError" }));
  }

  /** Rejects the app's promise, because this run ends. The entry itself keeps its state. */
  abandon(error: KlatchError): void {
    this.rejectWith(error);
    this.promiseAnew();
  }

  /** Resets the entry as if it were just written; `order` places it after the others. */
  begin(order: number): void {
    this.#order = order;
    this.state = "waiting";
    this.error = null;
    this.heldBy = null;
    this.refusals = 0;
    this.promiseAnew();
  }

  /** What a store keeps of the state now. */
  protected keptState(): Pick<StoredEntry, "order" | "failed"> {
    const { order, state, error } = this;
    if (state !== "failed" || error === null) return { order };
    return { order, failed: { code: error.code, message: error.message } };
  }

  protected settled(): void {
    this.state = "acked";
    this.heldBy = null;
  }

  protected abstract rejectWith(error: Error): void;
  protected abstract promiseAnew(): void;
}
