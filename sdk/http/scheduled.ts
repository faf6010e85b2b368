// Scheduled messages, as the app sees them: messages that the server sends at a time which the user chose.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ReceivedScheduled } from "../../schema/protocol/http-scheduled.ts";
import type { ClientMsgId, ConversationId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import { extrasOf, type Ack } from "../outbox/outgoing-message.ts";
import { whyUnknown } from "../client/klatch-error.ts";
import { scheduledFilesFeature } from "../client/protocol-constants.ts";
import { fileContent } from "../files/file-content.ts";
import type { BlobLike, FileSource } from "../files/file-source.ts";
import type { FileOptions, Files, UploadProgress } from "../files/file-types.ts";
import { featureFor } from "../outbox/given-file.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import { contentOf } from "../client/content-of.ts";
import type { CallOptions } from "./call-options.ts";

/** A message that waits for its time, is being sent, or was refused when it was due. */
export type ScheduledMessage = ReceivedScheduled;

/** What a scheduled message may have besides its content. */
export interface ScheduleOptions extends CallOptions {
  /** The id of the scheduled message; by default a new UUIDv7. A repeat of the call with it schedules once. */
  readonly clientMsgId?: ClientMsgId | undefined;
  /** The message that this one replies to. */
  readonly replyTo?: MessageId | undefined;
  /** The mentioned users, at most 50; `"all"` for every member. */
  readonly mentions?: readonly UserId[] | undefined;
  /** The message of the thread that it answers. */
  readonly thread?: number | undefined;
  /** Nobody is notified of the message. */
  readonly silent?: boolean | undefined;
  /** It burns so many milliseconds after the other one has read it: see `SendOptions`. */
  readonly burnAfterMs?: number | undefined;
}

/** Options of `scheduled.addFile`. */
export interface ScheduleFileOptions extends ScheduleOptions, FileOptions {
  /** Called whenever more of the file has been sent. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/** What to change of a scheduled message. What is left out stays. */
export interface ScheduleChange {
  readonly content?: string | Content | undefined;
  /** In ms since 1970. Lets a message that was refused wait again. */
  readonly sendAt?: number | undefined;
  readonly mentions?: readonly UserId[] | undefined;
  readonly silent?: boolean | undefined;
}

/**
 * The server sends them, whether a device is connected or not; the message then arrives like any other. All calls need the
 * server, and reject with a `KlatchError`: `NOT_FOUND` from an earlier one.
 */
export interface Scheduled {
  /**
   * Names the state of the user's scheduled messages; null: there are none, as far as this device knows. Each change emits
   * `scheduled`.
   */
  readonly revision: string | null;

  /** Fetches all of them, at most 100; those that are due first come first. */
  list(options?: CallOptions): Promise<ScheduledMessage[]>;

  /**
   * Schedules a message.
   * @param sendAt in ms since 1970: later than now, by at most 366 days
   * @throws KlatchError `INVALID_REQUEST` (`pointer`: `/sendAt`), `CONVERSATION_NOT_FOUND`, `CONTENT_TOO_LARGE`,
   * `CONTENT_BLANK`, `TOO_MANY`, `RATE_LIMITED`; `NOT_FOUND`: it was scheduled under this id, and sent or cancelled
   */
  add(
    conversationId: ConversationId,
    content: string | Content,
    sendAt: number,
    options?: ScheduleOptions,
  ): Promise<ScheduledMessage>;

  /**
   * Uploads a file, then schedules a message with it. The server keeps the file until the message is sent or cancelled, which may
   * be months. Unlike `sendFile` it waits for the server: what is not scheduled when the app ends is not kept.
   * @throws KlatchError as `files.upload` and `add`; `UNAVAILABLE`: this server does not keep files for later
   */
  addFile(
    conversationId: ConversationId,
    file: BlobLike | FileSource,
    sendAt: number,
    options: ScheduleFileOptions,
  ): Promise<ScheduledMessage>;

  /** @throws KlatchError `TOO_LATE`: it is sent, or may be; `NOT_FOUND`, and as `add` */
  change(id: ClientMsgId, change: ScheduleChange, options?: CallOptions): Promise<ScheduledMessage>;

  /** Cancels it, or discards one that was refused. @throws KlatchError `TOO_LATE`: it is sent, or may be; `NOT_FOUND` */
  cancel(id: ClientMsgId, options?: CallOptions): Promise<void>;

  /**
   * Sends it now, also one that was refused.
   * @throws KlatchError what a message is refused with; `NOT_FOUND`. After `RATE_LIMITED` and `UNAVAILABLE` the server
   * sends it by itself as soon as it can
   */
  sendNow(id: ClientMsgId, options?: CallOptions): Promise<Ack>;
}

interface ScheduledParts {
  /** Of the user who is signed in now. */
  readonly api: () => AuthorizedHttp;
  /** An id that no other message has. */
  readonly newId: () => ClientMsgId;
  readonly revision: () => string | null;
  readonly upload: Files["upload"];
  /** Of the server, as far as this tab has heard. */
  readonly features: () => readonly string[] | null;
}

export class ScheduledCalls implements Scheduled {
  readonly #parts: ScheduledParts;

  constructor(parts: ScheduledParts) {
    this.#parts = parts;
  }

  get revision(): string | null {
    return this.#parts.revision();
  }

  async list({ signal }: CallOptions = {}): Promise<ScheduledMessage[]> {
    const api = this.#parts.api();
    const all: ScheduledMessage[] = [];
    let cursor: string | undefined;
    do {
      const page = await api.call("GET /api/scheduled-messages", { query: { cursor }, signal });
      all.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return all;
  }

  async add(
    conversationId: ConversationId,
    content: string | Content,
    sendAt: number,
    { signal, clientMsgId = this.#parts.newId(), ...extras }: ScheduleOptions = {},
  ): Promise<ScheduledMessage> {
    const body = { conversationId, clientMsgId, content: contentOf(content), sendAt, ...extrasOf(extras) };
    return (await this.#parts.api().call("POST /api/scheduled-messages", { body, signal })).scheduledMessage;
  }

  async addFile(
    conversationId: ConversationId,
    file: BlobLike | FileSource,
    sendAt: number,
    { as, words = {}, previews, name, onProgress, ...options }: ScheduleFileOptions,
  ): Promise<ScheduledMessage> {
    const { upload, features } = this.#parts;
    const unknown = whyUnknown(features(), scheduledFilesFeature, featureFor(as));
    if (unknown !== null) throw unknown;
    const facts = await upload(file, { name, previews, onProgress, signal: options.signal }).done;
    return this.add(conversationId, fileContent(as, facts, words), sendAt, options);
  }

  async change(
    scheduledId: ClientMsgId,
    { content, sendAt, mentions, silent }: ScheduleChange,
    { signal }: CallOptions = {},
  ): Promise<ScheduledMessage> {
    const body = {
      ...(content !== undefined && { content: contentOf(content) }),
      ...(sendAt !== undefined && { sendAt }),
      ...(mentions !== undefined && { mentions: [...mentions] }),
      ...(silent !== undefined && { silent }),
    };
    const request = { path: { scheduledId }, body, signal };
    return (await this.#parts.api().call("PATCH /api/scheduled-messages/:scheduledId", request)).scheduledMessage;
  }

  async cancel(scheduledId: ClientMsgId, { signal }: CallOptions = {}): Promise<void> {
    await this.#parts.api().call("DELETE /api/scheduled-messages/:scheduledId", { path: { scheduledId }, signal });
  }

  sendNow(scheduledId: ClientMsgId, { signal }: CallOptions = {}): Promise<Ack> {
    const request = { path: { scheduledId }, signal };
    return this.#parts.api().call("POST /api/scheduled-messages/:scheduledId/send", request);
  }
}
