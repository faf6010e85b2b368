// A message on its way out: the handle that the app holds, and what the outbox knows of it.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ClientMsgId, ConversationId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import type { SendMessageFrame } from "../../schema/protocol/message.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { StoredMessage } from "../store/klatch-store.ts";
import { utf8Bytes } from "../client/utf8.ts";

/** The message is committed: where it stands in the log. */
export interface Ack {
  /** Its position in the log of the conversation. */
  readonly seq: number;
  readonly messageId: MessageId;
  /** In ms since 1970, by the server's clock. */
  readonly createdAt: number;
}

/** What a message may say beside its content. */
export interface SendOptions {
  /** The message this one answers. */
  readonly replyTo?: MessageId | undefined;
  /** Who is mentioned, 50 at most; `"all"` for every member. */
  readonly mentions?: readonly UserId[] | undefined;
  /** Aborted, it discards the message if that is still possible. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * `storing`: on its way into the store, so that a reload does not lose it (only where there is one; a few ms);
 * `waiting`: not on the wire (offline, paced, or behind an earlier message); `sending`: on the wire; `acked`: committed,
 * no crash can lose it; `failed`: refused for good, `error` says why; `discarded`: taken back.
 */
export type OutgoingState = "storing" | "waiting" | "sending" | "acked" | "failed" | "discarded";

/** What `send` returns. */
export interface OutgoingMessage {
  /** The same in every attempt, and in the message's event. */
  readonly clientMsgId: ClientMsgId;
  readonly conversationId: ConversationId;
  readonly content: Content;
  /** The message this one answers. */
  readonly replyTo: MessageId | undefined;
  readonly mentions: readonly UserId[] | undefined;
  /** When it was written, in ms since 1970, by the server's clock as far as this device knows it. */
  readonly writtenAtMs: number;
  /** Where it is on its way; each change is an event `outbox`. */
  readonly state: OutgoingState;
  /** Why it failed; null: it did not. */
  readonly error: KlatchError | null;
  /**
   * Settles with the state `acked`, `failed` or `discarded`; nobody has to look at it. After `retry` it is another one.
   * Rejects with `error` when it failed, with an `AbortError` when it was discarded.
   */
  readonly acked: Promise<Ack>;
  /** Sends a failed message again, under the same id, as the last of its conversation. False: it has not failed. */
  retry(): boolean;
  /** Takes a message back that failed, or is not on the wire. False: too late. */
  discard(): boolean;
}

/** Who carries out what the handle asks for. */
export interface OutboxOwner {
  retry(entry: OutboxEntry): boolean;
  discard(entry: OutboxEntry): boolean;
}

export class OutboxEntry implements OutgoingMessage {
  readonly json: string;
  readonly bytes: number;
  readonly contentBytes: number;
  state: OutgoingState = "waiting";
  error: KlatchError | null = null;
  /** When it was last put on the wire. */
  sentAtMs = 0;
  /** Refusals so far that allow another try. */
  refusals = 0;
  /** Where it stands in the log, once acked. */
  ack: Ack | null = null;
  acked: Promise<Ack>;
  #stored: StoredMessage;
  readonly #owner: OutboxOwner;
  #resolve: (ack: Ack) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(stored: StoredMessage, owner: OutboxOwner) {
    this.#stored = stored;
    this.#owner = owner;
    const { clientMsgId, conversationId, content, replyTo, mentions } = stored;
    const frame: SendMessageFrame = { type: "send-message", clientMsgId, conversationId, content };
    if (replyTo !== undefined) frame.replyTo = replyTo;
    if (mentions !== undefined) frame.mentions = [...mentions];
    this.json = JSON.stringify(frame);
    this.bytes = utf8Bytes(this.json);
    this.contentBytes = utf8Bytes(JSON.stringify(content));
    this.acked = this.#promise();
    if (stored.failed !== undefined) this.fail(new KlatchError(stored.failed.code, stored.failed.message));
  }

  get clientMsgId(): ClientMsgId {
    return this.#stored.clientMsgId;
  }
  get conversationId(): ConversationId {
    return this.#stored.conversationId;
  }
  get content(): Content {
    return this.#stored.content;
  }
  get replyTo(): MessageId | undefined {
    return this.#stored.replyTo;
  }
  get mentions(): readonly UserId[] | undefined {
    return this.#stored.mentions;
  }
  get writtenAtMs(): number {
    return this.#stored.writtenAtMs;
  }
  get order(): number {
    return this.#stored.order;
  }

  /** As the store keeps it. */
  get stored(): StoredMessage {
    const { failed: _, ...stored } = this.#stored;
    if (this.state !== "failed" || this.error === null) return stored;
    return { ...stored, failed: { code: this.error.code, message: this.error.message } };
  }

  retry(): boolean {
    return this.#owner.retry(this);
  }

  discard(): boolean {
    return this.#owner.discard(this);
  }

  settle(ack: Ack): void {
    this.state = "acked";
    this.ack = ack;
    this.#resolve(ack);
  }

  fail(error: KlatchError): void {
    this.state = "failed";
    this.error = error;
    this.#reject(error);
  }

  takeBack(): void {
    this.state = "discarded";
    this.#reject(Object.assign(new Error("The message was discarded."), { name: "AbortError" }));
  }

  /** Whoever waits is told that nobody does any more; the message itself stays as it is. */
  abandon(error: KlatchError): void {
    this.#reject(error);
    this.acked = this.#promise();
  }

  /** As if just written: `order` places it behind the others. */
  begin(order: number): void {
    this.#stored = { ...this.#stored, order };
    this.state = "waiting";
    this.error = null;
    this.refusals = 0;
    this.acked = this.#promise();
  }

  #promise(): Promise<Ack> {
    const acked = new Promise<Ack>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // An app that only watches the state must not meet an unhandled rejection.
    acked.catch(() => {});
    return acked;
  }
}
