// The signed-in device in one of several tabs: the same interface for the app, whichever tab holds the socket.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ConversationId, OpId, UserId } from "../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { PersonList } from "../friends/person-list.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import type { LastTold } from "../connection/last-told.ts";
import { isBlankContent } from "../client/blank.ts";
import { blankError, duplicateError, outboxFullError, storeError, type KlatchError } from "../client/klatch-error.ts";
import type { Live } from "../connection/live.ts";
import { sameAs } from "../outbox/change-rules.ts";
import type { OutboxOwner } from "../outbox/outbox-entry.ts";
import { ChangeEntry, type OutgoingChange } from "../outbox/outgoing-change.ts";
import { messageOf, MessageEntry, type OutgoingMessage, type SendOptions } from "../outbox/outgoing-message.ts";
import { eraseBytes, keepBytes, whyNoFile, type GivenFile } from "../outbox/given-file.ts";
import { isMessage, keepEntry, type Entry } from "../outbox/stored-outbox.ts";
import type { Snapshot } from "../client/snapshot.ts";
import type { StoredMessage } from "../store/klatch-store.ts";
import { rememberedFrom } from "../store/remembered.ts";
import { UuidV7Source } from "../client/uuid-v7.ts";
import { Membership, type MembershipOptions } from "./membership.ts";
import { Replica } from "./replica.ts";
import type { SharedParts } from "./tabs.ts";
import { PendingCommands } from "./pending-commands.ts";

export class SharedLive implements Live, OutboxOwner {
  readonly #parts: SharedParts;
  readonly #options: MembershipOptions;
  readonly #tab: string;
  readonly #ids: UuidV7Source;
  readonly #replica: Replica;
  readonly #pending = new PendingCommands((command) => this.#membership?.ask(command));
  #membership: Membership | null = null;

  constructor(parts: SharedParts, options: MembershipOptions) {
    this.#parts = parts;
    this.#options = options;
    const { session, emitter, keeper, state, snapshot, runtime } = parts;
    this.#ids = new UuidV7Source(runtime.random);
    this.#tab = this.#ids.next(runtime.now());
    const remembered = rememberedFrom(state, snapshot, keeper);
    this.#replica = new Replica(session.user.id, emitter, keeper, this, { remembered, state });
  }

  get userId(): UserId {
    return this.#parts.session.user.id;
  }

  get status(): ConnectionStatus {
    return this.#replica.status;
  }

  get features(): readonly string[] | null {
    return this.#membership?.features ?? null;
  }

  get lastTold(): LastTold {
    return this.#replica.lastTold;
  }

  get people(): PersonList {
    return this.#replica.people;
  }

  get isFull(): boolean {
    return this.#replica.outbox.waiting >= this.#parts.outbox.maxWaiting;
  }

  connect(): void {
    if (this.#membership !== null) return this.#membership.ask({ does: "connect" });
    this.#replica.become({ state: "connecting" });
    this.#membership = new Membership({
      tab: this.#tab,
      shared: this.#parts,
      options: this.#options,
      replica: this.#replica,
      onLeader: () => this.#pending.repeat(),
    });
    this.#pending.repeat();
    // What was written before `connect`: the leader does not know it.
    for (const kept of this.#replica.outbox.written()) this.#membership.ask({ does: "take", kept });
  }

  probe(): void {
    this.#membership?.ask({ does: "probe" });
    this.#membership?.refresh();
  }

  close(status: ConnectionStatus, error: KlatchError, messages: "kept" | "lost"): void {
    this.#membership?.end(status, error, messages);
    this.#membership = null;
    this.#replica.outbox.end(error, messages);
    this.#replica.readWaiters.refuseAll(error);
    if (this.status.state !== status.state) this.#replica.become(status);
  }

  send(
    conversationId: ConversationId,
    content: Content,
    options: SendOptions,
    file: GivenFile | null = null,
  ): OutgoingMessage {
    const { outbox } = this.#replica;
    const by = { nowMs: this.#parts.clock.now(), ids: this.#ids, outbox };
    const message = messageOf(by, { conversationId, content }, file, options);
    const known = outbox.message(message.clientMsgId);
    if (known !== null) return this.#repeated(known, message);
    if (isBlankContent(content)) return this.#refused(message, blankError());
    const fault = file === null ? null : this.#faultOf(file);
    if (fault !== null) return this.#refused(message, fault);
    const entry = new MessageEntry(message, this);
    this.#write(entry, file);
    options.signal?.addEventListener("abort", () => entry.discard(), { once: true });
    return entry;
  }

  change(frameOf: (opId: OpId) => MessageChangeFrame): OutgoingChange {
    const { outbox } = this.#replica;
    const writtenAtMs = this.#parts.clock.now();
    const opId = this.#ids.next(writtenAtMs);
    const frame = frameOf(opId);
    const { conversationId } = frame;
    const same = sameAs(outbox.changes(conversationId), frame);
    if (same !== null) return same.handle;
    const order = outbox.nextOrder(writtenAtMs);
    const entry = new ChangeEntry({ opId, conversationId, frame, writtenAtMs, order }, this);
    if ("content" in frame && isBlankContent(frame.content)) {
      entry.fail(blankError());
      this.#parts.emitter.emit("change", entry.handle);
    } else this.#write(entry);
    return entry.handle;
  }

  #faultOf({ stored }: GivenFile): KlatchError | null {
    const { maxFileBytes } = this.#parts.outbox;
    return whyNoFile(stored, { outgoing: this.outgoing(undefined), features: this.features, maxFileBytes });
  }

  #write(entry: Entry, file: GivenFile | null = null): void {
    const { isFull } = this;
    // One of this id that was withdrawn before must not take this one along when there is a new leader.
    this.#pending.forget(entry.id);
    this.#replica.outbox.add(entry);
    if (isFull) this.#replica.outbox.refuse(entry, outboxFullError());
    else if (file !== null) void this.#storeFile(entry, file, this.#membership);
    else this.#store(entry);
  }

  /** @returns `known` if `message` is the same one. Otherwise a failed message that no outbox has */
  #repeated(known: MessageEntry, message: StoredMessage): OutgoingMessage {
    if (!known.isSame(new MessageEntry(message, this))) return this.#refused(message, duplicateError());
    known.retry();
    return known;
  }

  /** A message that failed at once, and that no outbox has. */
  #refused(message: StoredMessage, error: KlatchError): OutgoingMessage {
    const entry = new MessageEntry(message, this);
    entry.fail(error);
    this.#parts.emitter.emit("outbox", entry);
    return entry;
  }

  /** Sends what failed again, as if it were written now in this tab. */
  retry(entry: Entry): boolean {
    const isKnown = this.#replica.outbox.get(entry.id) === entry;
    if (entry.state !== "failed" || this.isFull || !isKnown) return false;
    this.#replica.outbox.again(entry);
    this.#store(entry);
    return true;
  }

  /** @returns true if it is not on the wire as far as this tab knows. The leader decides and sends the new state */
  discard(entry: Entry): boolean {
    const { id, state } = entry;
    if (this.#replica.outbox.get(id) !== entry) return false;
    if (state === "sending" || state === "acked" || state === "discarded") return false;
    if (state !== "waiting") {
      keepEntry(this.#parts.keeper, entry, false);
      if (isMessage(entry)) void eraseBytes(this.#parts.files.kept, this.userId, entry);
      this.#replica.outbox.takeBack(entry);
    }
    this.#pending.keep({ does: "discard", id });
    return true;
  }

  pauseFile(entry: Entry, isPaused: boolean): void {
    const isStoring = entry.state === "storing";
    if (!isStoring && this.#membership !== null)
      return this.#membership.ask({ does: "pause-file", id: entry.id, isPaused });
    // No leader knows it yet: it gets the message as it is then.
    if (!isMessage(entry) || entry.file === null) return;
    entry.file.setPaused(isPaused);
    if (!isStoring) keepEntry(this.#parts.keeper, entry, true);
    this.#parts.emitter.emit("outbox", entry);
  }

  markRead(conversationId: ConversationId, seq: number): Promise<void> {
    if (seq <= (this.#replica.inbox.get(conversationId)?.cursorSeq ?? 0)) return Promise.resolve();
    // Stored here already, in case no leader gets the command.
    this.#parts.keeper.put("readMarks", conversationId, seq);
    const confirmed = this.#replica.readWaiters.wait(conversationId, seq);
    this.#pending.keep({ does: "mark-read", conversationId, seq });
    return confirmed;
  }

  setTyping(conversationId: ConversationId, active: boolean): void {
    this.#membership?.ask({ does: "set-typing", conversationId, active });
  }

  watchPresence(userIds: readonly UserId[]): void {
    this.#pending.keep({ does: "watch-presence", tab: this.#tab, userIds });
  }

  setFront(front: boolean): void {
    this.#pending.keep({ does: "set-front", tab: this.#tab, front });
  }

  conversations(): InboxEntry[] {
    return this.#replica.inbox.all();
  }

  learn(entry: ConversationEntry): InboxEntry {
    const learned = this.#replica.inbox.put(entry);
    this.#membership?.ask({ does: "learn", entry });
    return learned;
  }

  expired(conversationId: ConversationId, seqs: readonly number[]): InboxEntry | null {
    return this.#replica.inbox.expired(conversationId, seqs);
  }

  outgoing(conversationId: ConversationId | undefined): OutgoingMessage[] {
    return this.#replica.outbox.outgoing(conversationId);
  }

  changes(conversationId: ConversationId | undefined): OutgoingChange[] {
    return this.#replica.outbox.changes(conversationId).map(({ handle }) => handle);
  }

  receipts(conversationId: ConversationId): ReadonlyMap<UserId, number> {
    return this.#replica.receipts.of(conversationId);
  }

  headOf(conversationId: ConversationId): number {
    return this.#replica.headOf(conversationId);
  }

  cursorOf(conversationId: ConversationId): number | null {
    return this.#replica.cursorOf(conversationId);
  }

  snapshot(): Snapshot {
    const { inboxVersion } = this.#replica;
    const cursors = this.#replica.cursors().reverse();
    return { userId: this.userId, inboxVersion, conversations: this.conversations(), cursors };
  }

  /** The bytes come first: what the store has of a message, it has whole. */
  async #storeFile(entry: Entry, file: GivenFile, membership: Membership | null): Promise<void> {
    const { kept } = this.#parts.files;
    try {
      await keepBytes(kept, this.userId, entry.id, file);
    } catch (cause) {
      if (entry.state === "storing") this.#replica.outbox.drop(entry, storeError(cause));
    }
    if (entry.state === "storing") {
      keepEntry(this.#parts.keeper, entry, true);
      await this.#whenStored(entry, membership);
    } else if (isMessage(entry)) await eraseBytes(kept, this.userId, entry);
  }

  #store(entry: Entry): void {
    keepEntry(this.#parts.keeper, entry, true);
    void this.#whenStored(entry, this.#membership);
  }

  /** @param membership the one at the time of writing. Its leader gets the entry even if this tab has left meanwhile */
  async #whenStored(entry: Entry, membership: Membership | null): Promise<void> {
    await this.#parts.keeper.stored();
    if (entry.state !== "storing") return;
    const kept = entry.stored;
    this.#replica.outbox.apply({ stored: kept, state: "waiting", error: null, ack: null });
    (membership ?? this.#membership)?.ask({ does: "take", kept });
  }
}
