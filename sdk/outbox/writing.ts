// What the user writes, on its way into the outbox: a message or a change is judged, kept, and then sent.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ConversationId, OpId } from "../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import { isBlankContent } from "../client/blank.ts";
import { blankError, duplicateError, outboxFullError, storeError, type KlatchError } from "../client/klatch-error.ts";
import { filesFeature } from "../client/protocol-constants.ts";
import { UuidV7Source } from "../client/uuid-v7.ts";
import type { LiveSessionParts } from "../connection/live-session-parts.ts";
import { replaces, sameAs } from "./change-rules.ts";
import { FileSending } from "./file-sending.ts";
import { eraseBytes, keepBytes, whyNoFile, type GivenFile } from "./given-file.ts";
import { Outbox } from "./outbox.ts";
import { ChangeEntry, type OutgoingChange } from "./outgoing-change.ts";
import { messageOf, MessageEntry, type OutgoingMessage, type SendOptions } from "./outgoing-message.ts";
import { entryOf, idOf, isMessage, keepEntry, type Entry, type Kept } from "./stored-outbox.ts";

type WritingParts = Pick<
  LiveSessionParts,
  "runtime" | "clock" | "emitter" | "keeper" | "isDurable" | "outbox" | "files"
>;

export class Writing {
  readonly outbox: Outbox;
  readonly fileSending: FileSending;
  readonly #parts: WritingParts;
  readonly #onReady: () => void;
  readonly #ids: UuidV7Source;
  readonly #features: () => readonly string[] | null;

  /**
   * @param onReady called when the outbox may have something to send
   * @param features of the server; null: it has not said
   */
  constructor(parts: WritingParts, onReady: () => void, features: () => readonly string[] | null) {
    this.#parts = parts;
    this.#features = features;
    this.#onReady = onReady;
    const { random } = parts.runtime;
    this.#ids = new UuidV7Source(random);
    this.outbox = new Outbox(parts.outbox, random, {
      onChange: (entry) => {
        this.#emit(entry);
        if (isMessage(entry)) this.fileSending.look(entry);
      },
      onKeep: (entry) => this.#keep(entry, true),
      onDrop: (entry) => {
        this.#keep(entry, false);
        if (isMessage(entry)) this.fileSending.dropped(entry);
      },
    });
    this.fileSending = new FileSending(parts.files, {
      entries: () => this.outbox.outgoing(undefined),
      isReady: () => features()?.includes(filesFeature) === true,
      uploaded: (entry, facts) => {
        this.outbox.uploaded(entry, facts);
        onReady();
      },
      failed: (entry, error) => this.outbox.uploadFailed(entry, error),
      progressed: (entry) => this.#emit(entry),
      learned: (entry) => {
        entry.fileChanged();
        this.#keep(entry, true);
      },
    });
  }

  /** @param file what the content is about, which has to be uploaded first; null: nothing */
  send(
    conversationId: ConversationId,
    content: Content,
    options: SendOptions,
    file: GivenFile | null = null,
  ): OutgoingMessage {
    const by = { nowMs: this.#parts.clock.now(), ids: this.#ids, outbox: this.outbox };
    const entry = new MessageEntry(messageOf(by, { conversationId, content }, file, options), this.outbox);
    const known = this.outbox.message(entry.clientMsgId);
    if (known?.isSame(entry) === true) {
      known.retry();
      return known;
    }
    this.#write(entry, known === null ? this.#faultOf(content, file) : duplicateError(), file);
    options.signal?.addEventListener("abort", () => entry.discard(), { once: true });
    return entry;
  }

  change(frameOf: (opId: OpId) => MessageChangeFrame): OutgoingChange {
    const writtenAtMs = this.#parts.clock.now();
    const opId = this.#ids.next(writtenAtMs);
    const frame = frameOf(opId);
    const { conversationId } = frame;
    const waiting = this.outbox.changes(conversationId);
    const same = sameAs(waiting, frame);
    if (same !== null) return same.handle;
    const order = this.outbox.nextOrder(writtenAtMs);
    const entry = new ChangeEntry({ opId, conversationId, frame, writtenAtMs, order }, this.outbox);
    if (replaces(waiting, frame)) this.#moot(entry);
    else this.#write(entry, this.#faultOf("content" in frame ? frame.content : null));
    return entry.handle;
  }

  /** Stores and sends what was written, or fails it. */
  #write(entry: Entry, fault: KlatchError | null, file: GivenFile | null = null): void {
    if (fault !== null) {
      entry.fail(fault);
      return this.#emit(entry);
    }
    if (file !== null) {
      entry.state = "storing";
      void this.#keepFile(entry, file);
    } else if (this.#parts.isDurable) {
      entry.state = "storing";
      this.#keep(entry, true);
      void this.#whenStored(entry);
    }
    this.outbox.add(entry);
    this.#onReady();
  }

  /** Why what was written is neither stored nor sent. */
  #faultOf(content: Content | null, file: GivenFile | null = null): KlatchError | null {
    if (content !== null && isBlankContent(content)) return blankError();
    if (this.outbox.isFull) return outboxFullError();
    if (file === null) return null;
    const outgoing = this.outbox.outgoing(undefined);
    const { maxFileBytes } = this.#parts.outbox;
    return whyNoFile(file.stored, { outgoing, features: this.#features(), maxFileBytes });
  }

  /** The bytes come first: what the store has of a message, it has whole. */
  async #keepFile(entry: Entry, file: GivenFile): Promise<void> {
    const { kept, userId } = this.#parts.files;
    try {
      await keepBytes(kept, userId, entry.id, file);
    } catch (cause) {
      if (entry.state === "storing") this.outbox.refuse(entry, storeError(cause));
    }
    if (entry.state === "storing") {
      this.#keep(entry, true);
      await this.#whenStored(entry);
    } else if (isMessage(entry)) await eraseBytes(kept, userId, entry);
  }

  /** What was written and is not needed any more. */
  #moot(entry: ChangeEntry): void {
    entry.takeBack();
    this.#keep(entry, false);
    this.#emit(entry);
  }

  /** Takes what any tab has stored: something new, or something failed that is retried. */
  take(kept: Kept): void {
    const known = this.outbox.get(idOf(kept));
    if (known !== null) return void known.retry();
    const entry = entryOf(kept, this.outbox);
    if (!isMessage(entry) && replaces(this.outbox.changes(entry.conversationId), entry.frame)) return this.#moot(entry);
    this.outbox.add(entry);
    this.#onReady();
  }

  #emit(entry: Entry): void {
    if (isMessage(entry)) this.#parts.emitter.emit("outbox", entry);
    else this.#parts.emitter.emit("change", entry.handle);
  }

  async #whenStored(entry: Entry): Promise<void> {
    await this.#parts.keeper.stored();
    this.outbox.stored(entry);
    this.#onReady();
  }

  #keep(entry: Entry, isKept: boolean): void {
    if (this.#parts.isDurable) keepEntry(this.#parts.keeper, entry, isKept);
    this.#onReady();
  }
}
