// An outgoing message: the handle that the app holds, and the outbox's entry behind it.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ClientMsgId, ConversationId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import type { SendMessageFrame } from "../../schema/protocol/message.ts";
import { silentFeature, threadsFeature } from "../client/protocol-constants.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { StoredMessage } from "../store/klatch-store.ts";
import { utf8Bytes } from "../client/utf8.ts";
import type { UuidV7Source } from "../client/uuid-v7.ts";
import type { OutgoingFile } from "../files/file-types.ts";
import { Answer } from "./answer.ts";
import { contentOfFile, EntryFile } from "./entry-file.ts";
import type { GivenFile } from "./given-file.ts";
import { OutboxEntry, type OutboxOwner } from "./outbox-entry.ts";

/** The server's answer to a committed message. */
export interface Ack {
  /** The message's position in the log of its conversation. */
  readonly seq: number;
  readonly messageId: MessageId;
  /** In ms since 1970, by the server's clock. */
  readonly createdAt: number;
}

/** What a message may have besides its content. */
export interface SendOptions {
  /**
   * The message's id; by default a new UUIDv7. A repeat with the same id is the same message: while it is in the outbox,
   * `send` returns the same object, and retries it if it has failed; later the server gives its first ack again. Other
   * content under the same id fails with `DUPLICATE_MESSAGE`. Best a UUIDv7 whose time is that of the event that causes
   * the message: `clientMsgIdFor` makes one.
   */
  readonly clientMsgId?: ClientMsgId | undefined;
  /** The message that this one replies to. */
  readonly replyTo?: MessageId | undefined;
  /** The mentioned users, at most 50; `"all"` for every member. */
  readonly mentions?: readonly UserId[] | undefined;
  /**
   * Sends it as a reply in the thread under the message with this seq; of a reply, in the thread of that. A server that does
   * not know threads gets it as a message like any other.
   */
  readonly thread?: number | undefined;
  /** Nobody is notified of the message. It counts as unread like any other. A server that does not know this sends it as usual. */
  readonly silent?: boolean | undefined;
  /**
   * The message burns: so many milliseconds after the other one has read it, it is gone for both. 1 second to 7 days, between
   * two people only; else it fails with `FORBIDDEN`. A server that does not know this refuses it (`INVALID_FRAME`): it is
   * never sent as a message that stays.
   */
  readonly burnAfterMs?: number | undefined;
  /** Aborting it discards the message, if that is still possible. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * `storing`: being written to the store, so that a reload does not lose it (only with a durable store; a few ms);
 * `waiting`: not on the wire (offline, paced, or behind an earlier message); `sending`: on the wire; `acked`: committed,
 * no crash can lose it; `failed`: refused for good, `error` says why; `discarded`: withdrawn by the app.
 */
export type OutgoingState = "storing" | "waiting" | "sending" | "acked" | "failed" | "discarded";

/** A message that this client sends, as `send` returns it. */
export interface OutgoingMessage {
  /** The id of the message, the same in every attempt and in the message's event. */
  readonly clientMsgId: ClientMsgId;
  readonly conversationId: ConversationId;
  /** Of a message with a file, until that is uploaded: what the sender says of it, without a file that could be fetched. */
  readonly content: Content;
  /** The file that is uploaded before the message is sent; null: it has none. Later messages do not wait for it. */
  readonly file: OutgoingFile | null;
  /** The message that this one replies to. */
  readonly replyTo: MessageId | undefined;
  readonly mentions: readonly UserId[] | undefined;
  /** The message of the thread that it answers. */
  readonly thread: number | undefined;
  /** Nobody is notified of it. */
  readonly silent: boolean;
  /** It burns so many milliseconds after the other one has read it. */
  readonly burnAfterMs: number | undefined;
  /** When the message was written, in ms since 1970, by this device's estimate of the server's clock. */
  readonly writtenAtMs: number;
  /** The state now; each change emits `outbox`. */
  readonly state: OutgoingState;
  /** Why the message failed; null: it has not failed. */
  readonly error: KlatchError | null;
  /**
   * Why a message that is `waiting` waits: the server's last refusal, with `limit` and `retryAfterMs`. It is sent again by
   * itself. Null: it waits for the connection, or behind another message.
   */
  readonly heldBy: KlatchError | null;
  /**
   * Resolves when the message is acked. Rejects with `error` when it fails, and with an `AbortError` when it is discarded.
   * Ignoring it causes no unhandled rejection. `retry` replaces it by a new promise.
   */
  readonly acked: Promise<Ack>;
  /**
   * Sends a failed message again under the same id, as the last of its conversation.
   * @returns false if the message has not failed, or the outbox is full
   */
  retry(): boolean;
  /** Withdraws a message that has failed or is not on the wire. @returns false if it is too late */
  discard(): boolean;
}

/** What a message has besides its content, without what it has not. */
export const extrasOf = ({
  replyTo,
  mentions,
  thread,
  silent,
  burnAfterMs,
}: Pick<SendOptions, "replyTo" | "mentions" | "thread" | "silent" | "burnAfterMs">): {
  readonly replyTo?: MessageId;
  readonly mentions?: UserId[];
  readonly thread?: number;
  readonly silent?: true;
  readonly burnAfterMs?: number;
} => ({
  ...(replyTo !== undefined && { replyTo }),
  ...(mentions !== undefined && { mentions: [...mentions] }),
  ...(thread !== undefined && { thread }),
  ...(silent === true && { silent }),
  ...(burnAfterMs !== undefined && { burnAfterMs }),
});

/** What gives a new message its time, its id and its place. */
export interface WrittenBy {
  readonly nowMs: number;
  readonly ids: Pick<UuidV7Source, "next">;
  readonly outbox: { nextOrder(nowMs: number): number };
}

/** @returns a new message in the form that the store keeps */
export const messageOf = (
  { nowMs: writtenAtMs, ids, outbox }: WrittenBy,
  written: Pick<StoredMessage, "conversationId" | "content">,
  file: GivenFile | null,
  options: SendOptions,
): StoredMessage => ({
  ...written,
  clientMsgId: options.clientMsgId ?? ids.next(writtenAtMs),
  writtenAtMs,
  order: outbox.nextOrder(writtenAtMs),
  ...(file !== null && { file: file.stored }),
  ...extrasOf(options),
});

export class MessageEntry extends OutboxEntry implements OutgoingMessage {
  contentBytes: number;
  /** The ack; null before it. */
  ack: Ack | null = null;
  readonly file: EntryFile | null;
  #stored: StoredMessage;
  #answer = new Answer<Ack>();

  constructor(stored: StoredMessage, owner: OutboxOwner) {
    super(frameOf(stored), stored.order, owner);
    this.#stored = stored;
    const pauseFile = (isPaused: boolean): void => owner.pauseFile(this, isPaused);
    this.file = stored.file === undefined ? null : new EntryFile(stored.file, { pauseFile });
    this.contentBytes = utf8Bytes(JSON.stringify(stored.content));
    if (stored.failed !== undefined) this.fail(new KlatchError(stored.failed.code, stored.failed.message));
  }

  get id(): ClientMsgId {
    return this.#stored.clientMsgId;
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
  get thread(): number | undefined {
    return this.#stored.thread;
  }
  get silent(): boolean {
    return this.#stored.silent === true;
  }
  get burnAfterMs(): number | undefined {
    return this.#stored.burnAfterMs;
  }
  get writtenAtMs(): number {
    return this.#stored.writtenAtMs;
  }
  get committedSeq(): number | null {
    return this.ack?.seq ?? null;
  }
  get acked(): Promise<Ack> {
    return this.#answer.promise;
  }

  /** The message in the form that the store keeps. */
  get stored(): StoredMessage {
    const { failed: _, ...stored } = this.#stored;
    return { ...stored, ...(this.file !== null && { file: this.file.stored }), ...this.keptState() };
  }

  /** What is known of its file has changed: the message says the same. */
  fileChanged(): void {
    if (this.file === null) return;
    this.#stored = { ...this.#stored, content: contentOfFile(this.file.stored) };
    this.rewrite(frameOf(this.#stored));
    this.contentBytes = utf8Bytes(JSON.stringify(this.content));
  }

  /** Whether it is the same message, written again. */
  isSame(other: MessageEntry): boolean {
    if (this.file === null || other.file === null) return this.json === other.json;
    return this.file.isSame(other.file) && this.conversationId === other.conversationId;
  }

  /** To a server that knows neither silent messages nor threads it is an ordinary one. */
  override jsonFor(features: readonly string[]): string {
    const isTooNew =
      (this.silent && !features.includes(silentFeature)) ||
      (this.thread !== undefined && !features.includes(threadsFeature));
    if (!isTooNew) return this.json;
    const { silent, thread, ...frame } = frameOf(this.#stored);
    if (silent === true && features.includes(silentFeature)) return JSON.stringify({ ...frame, silent });
    return JSON.stringify(features.includes(threadsFeature) ? { ...frame, thread } : frame);
  }

  settle(ack: Ack): void {
    this.settled();
    this.ack = ack;
    this.#answer.resolve(ack);
  }

  protected rejectWith(error: Error): void {
    this.#answer.reject(error);
  }

  protected promiseAnew(): void {
    this.#answer = new Answer();
  }
}

const frameOf = ({ clientMsgId, conversationId, content, ...others }: StoredMessage): SendMessageFrame => ({
  type: "send-message",
  clientMsgId,
  conversationId,
  content,
  ...extrasOf(others),
});
