// What the user writes, on its way into the outbox: a message or a change is judged, kept, and then sent.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ConversationId, OpId } from "../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import { isBlankContent } from "../client/blank.ts";
import { blankError, duplicateError, outboxFullError, type KlatchError } from "../client/klatch-error.ts";
import { UuidV7Source } from "../client/uuid-v7.ts";
import type { LiveSessionParts } from "../connection/live-session-parts.ts";
import { replaces, sameAs } from "./change-rules.ts";
import { Outbox } from "./outbox.ts";
import { ChangeEntry, type OutgoingChange } from "./outgoing-change.ts";
import { messageOf, MessageEntry, type OutgoingMessage, type SendOptions } from "./outgoing-message.ts";
import { entryOf, idOf, isMessage, keepEntry, type Entry, type Kept } from "./stored-outbox.ts";

type WritingParts = Pick<LiveSessionParts, "runtime" | "clock" | "emitter" | "keeper" | "isDurable" | "outbox">;

export class Writing {
  readonly outbox: Outbox;
  readonly #parts: WritingParts;
  readonly #onReady: () => void;
  readonly #ids: UuidV7Source;

  /** @param onReady called when the outbox may have something to send */
  constructor(parts: WritingParts, onReady: () => void) {
    this.#parts = parts;
    this.#onReady = onReady;
    const { random } = parts.runtime;
    this.#ids = new UuidV7Source(random);
    this.outbox = new Outbox(parts.outbox, random, {
      onChange: (entry) => this.#emit(entry),
      onKeep: (entry) => this.#keep(entry, true),
      onDrop: (entry) => this.#keep(entry, false),
    });
  }

  send(conversationId: ConversationId, content: Content, options: SendOptions): OutgoingMessage {
    const writtenAtMs = this.#parts.clock.now();
    const clientMsgId = options.clientMsgId ?? this.#ids.next(writtenAtMs);
    const order = this.outbox.nextOrder(writtenAtMs);
    const written = { clientMsgId, conversationId, content, writtenAtMs, order };
    const entry = new MessageEntry(messageOf(written, options), this.outbox);
    const known = this.outbox.message(clientMsgId);
    if (known?.json === entry.json) {
      known.retry();
      return known;
    }
    this.#write(entry, content, known === null ? null : duplicateError());
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
    else this.#write(entry, "content" in frame ? frame.content : null, null);
    return entry.handle;
  }

  /** Stores and sends what was written, or fails it. */
  #write(entry: Entry, content: Content | null, duplicate: KlatchError | null): void {
    const fault = duplicate ?? this.#faultOf(content);
    if (fault !== null) {
      entry.fail(fault);
      return this.#emit(entry);
    }
    if (this.#parts.isDurable) {
      entry.state = "storing";
      this.#keep(entry, true);
      void this.#whenStored(entry);
    }
    this.outbox.add(entry);
    this.#onReady();
  }

  /** Why what was written is neither stored nor sent. */
  #faultOf(content: Content | null): KlatchError | null {
    if (content !== null && isBlankContent(content)) return blankError();
    return this.outbox.isFull ? outboxFullError() : null;
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
