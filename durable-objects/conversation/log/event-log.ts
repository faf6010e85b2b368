// The log of a conversation, direct or group: what may be done to it, and what it gives to read.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { EventRow, HistoryEvent } from "../../../schema/history/packed-events.ts";
import type { AppendItem, AppendResult } from "../../../schema/rpc/append.ts";
import { refused, type MarkedRead, type Refused, type StreamEvent } from "../../../schema/rpc/conversation.ts";
import type { MessageChanged, MessageOp } from "../../../schema/rpc/message-changes.ts";
import type { Allowance } from "../allowance.ts";
import type { Counts } from "../readers/counts.ts";
import { countsIn as overIn, withoutOver } from "../readers/counts-over.ts";
import type { Reader } from "../readers/readers.ts";
import { AttachmentStore } from "../attachments/attachment-store.ts";
import { Expiry } from "../expiry/expiry.ts";
import type { OverRange } from "../expiry/retention.ts";
import { StateStore } from "../states/state-store.ts";
import type { Said } from "../states/views.ts";
import { Commits } from "./commits.ts";
import type { DroppedSubmission } from "./dropped-ids.ts";
import { noClientMsgId, toStreamEvent, type StoredEvent } from "./event-frame.ts";
import { eraEvents } from "./eras.ts";
import { EventStore } from "./event-store.ts";
import { neededEvents } from "../ops/needed-events.ts";
import type { AnswerTo, Op } from "../ops/registry.ts";
import type { Flush } from "./flush.ts";
import type { LogHost } from "./log-host.ts";
import { countsIn, readerOf, type LogState, type Loud } from "./log-state.ts";
import { shownLast } from "./shown-last.ts";
import { TailCache } from "./tail-cache.ts";
import type { ShownLast } from "./viewed-log.ts";

/** Events younger than this are never dropped: fresh ids are searched for among them. */
const neverDroppedMs = 3_600_000;

export class EventLog<Change = never, Done = never> {
  readonly #storage: DurableObjectStorage;
  readonly #store: EventStore;
  readonly #host: LogHost<Change, Done>;
  readonly #commits: Commits<Change, Done>;
  readonly states: StateStore;
  readonly expiry: Expiry;
  readonly attachments: AttachmentStore;
  readonly #tail = new TailCache();

  /** @param eraSize events per era; only tests change it */
  constructor(storage: DurableObjectStorage, host: LogHost<Change, Done>, eraSize = eraEvents) {
    this.#storage = storage;
    this.#store = new EventStore(storage, eraSize);
    this.#host = host;
    this.states = new StateStore(storage.sql);
    this.attachments = new AttachmentStore(storage.sql);
    this.expiry = new Expiry(storage.sql, this, () => host.now());
    this.#commits = new Commits<Change, Done>({
      host,
      storage,
      store: this.#store,
      states: this.states,
      attachments: this.attachments,
      expiry: this.expiry,
      announce: (flush) => this.#announce(flush),
    });
  }

  get #state(): LogState {
    return this.#commits.state;
  }

  get headSeq(): number {
    return this.#state.headSeq;
  }

  /** The newest seq that storage no longer holds; 0 while it holds everything. */
  get floorSeq(): number {
    return this.#store.floorSeq;
  }

  /** The last settled seq that storage has. Newer events are delivered again after a crash. */
  get durableSettledSeq(): number {
    return this.#commits.checkpoints.settledSeq;
  }

  /** The newest event that is not quiet; seq 0 if there is none. */
  get loud(): Loud {
    return this.#state.loud;
  }

  /** Without the messages whose time is over. */
  countsOf(userId: UserId): Counts {
    const counts = countsIn(this.#state, userId);
    if (counts.unread === 0 && counts.mentions === 0) return counts;
    const { floorSeq } = this.#store;
    const lookUp = { floorSeq, event: (seq: number) => this.#store.event(seq) };
    return withoutOver(counts, this.expiry.overRanges(), (range) =>
      overIn(this.#state.shared, userId, this.readerOf(userId), range, lookUp),
    );
  }

  unreadOf(userId: UserId): number {
    return this.countsOf(userId).unread;
  }

  readerOf(userId: UserId): Reader {
    return readerOf(this.#state, userId);
  }

  /**
   * One answer per operation, in order, once they are committed.
   *
   * @throws Error when memory and storage disagree; the caller asks again
   */
  async submit<O extends Op<Change>>(ops: readonly O[]): Promise<AnswerTo<O, Done>[]> {
    return (await this.#commits.submit(ops)) as AnswerTo<O, Done>[];
  }

  /** @param allowance the deliveries that all of `items` may cause together; none: any number */
  async append(senderId: UserId, items: readonly AppendItem[], allowance?: Allowance): Promise<AppendResult[]> {
    return this.submit(items.map((item) => ({ kind: "send" as const, actorId: senderId, item, allowance })));
  }

  async markRead(userId: UserId, seq: number, allowance?: Allowance): Promise<MarkedRead | Refused> {
    const [marked] = await this.submit([{ kind: "mark-read", actorId: userId, seq, allowance }]);
    return marked ?? refused("INTERNAL");
  }

  /**
   * What a user does to messages that were sent.
   *
   * @param carried those of the events that it needs which the log has dropped: see `lackingOf`
   */
  async changeMessage(
    userId: UserId,
    op: MessageOp,
    allowance?: Allowance,
    carried: readonly HistoryEvent[] = [],
  ): Promise<MessageChanged | Refused> {
    const [changed] = await this.submit([{ ...op, actorId: userId, allowance, carried }]);
    return changed ?? refused("INTERNAL");
  }

  /** The events that the operation needs which the log has dropped, but for those that are carried. */
  lackingOf(op: MessageOp, carried: readonly HistoryEvent[]): number[] {
    const { floorSeq } = this.#store;
    const threadOf = (seq: number): number | undefined =>
      seq > floorSeq && seq <= this.#state.headSeq ? this.#store.event(seq).thread : undefined;
    const needed = neededEvents(op, { states: this.states, threadOf, carried });
    return needed.filter((seq) => seq >= 1 && seq <= floorSeq && !carried.some((event) => event.seq === seq));
  }

  /**
   * Removes some of the messages whose time is over: of those that burn, or of a range.
   *
   * @returns how many it has dealt with
   */
  async expire(over?: Omit<OverRange, "afterSeq">): Promise<number> {
    const [expired] = await this.submit([{ kind: "expire" as const, ...(over !== undefined && { over }) }]);
    return expired === undefined || "refusal" in expired ? 0 : expired.done;
  }

  /** What the message or edit with this seq says; null: the log does not hold it any more. */
  saidAt(seq: number): Said | null {
    return seq <= this.#store.floorSeq ? null : (JSON.parse(this.#store.stored(seq).body) as Said);
  }

  /** Applies a change of the conversation itself, in order with messages. */
  async change(actorId: UserId, change: Change, allowance?: Allowance): Promise<Done | Refused> {
    const [changed] = await this.submit([{ kind: "change", actorId, change, allowance }]);
    return changed ?? refused("INTERNAL");
  }

  /**
   * Up to `limit` events after `afterSeq`, oldest first: from memory if it reaches back that far, else from storage.
   */
  eventsAfter(afterSeq: number, limit: number): readonly StreamEvent[] {
    return this.#tail.after(afterSeq, limit) ?? this.range(afterSeq, this.#state.headSeq, limit);
  }

  /** Events with `afterSeq < seq <= throughSeq` as storage has them, oldest first. */
  range(afterSeq: number, throughSeq: number, limit: number): StreamEvent[] {
    return this.#store.range(afterSeq, throughSeq, limit).map((message) => this.#toEvent(message));
  }

  /** What a list shows as the newest, of the events with `afterSeq < seq <= throughSeq`. */
  shownLast(afterSeq: number, throughSeq: number, userId: UserId): ShownLast {
    return shownLast(this.#store, this.states, { afterSeq, throughSeq, userId, now: this.#host.now() });
  }

  /** Also works for dropped events. */
  createdAtOf(seq: number): number {
    const { headSeq, lastCreatedAt } = this.#state;
    return seq === headSeq ? lastCreatedAt : this.#store.createdAtOf(seq);
  }

  /** Events with `afterSeq < seq <= throughSeq`, in the form that history keeps. */
  historyEvents(afterSeq: number, throughSeq: number): HistoryEvent[] {
    return this.#store.history(afterSeq, throughSeq);
  }

  /** The rows of these events, as they are: history's segments are made of them. */
  historyRows(afterSeq: number, throughSeq: number): EventRow[] {
    return this.#store.historyRows(afterSeq, throughSeq);
  }

  /** For each of these events, in seq order: what storage still knows of it after it was dropped, or null. */
  findDropped(events: readonly HistoryEvent[]): readonly (DroppedSubmission | null)[] {
    return this.#store.dropped.findAll(events);
  }

  /**
   * Drops the oldest era if the log is too large and nothing needs that era any more: it is in history, every
   * subscriber has it, and it is older than the time in which fresh ids are searched for. One era per call; the size
   * decides about the next.
   */
  dropOldestEra(projectedSeq: number, aboveBytes: number): void {
    if (this.#storage.sql.databaseSize <= aboveBytes) return;
    const eraEnd = this.#store.oldestEraEnd();
    // A cold start reads the event at the checkpoint.
    if (eraEnd > Math.min(projectedSeq, this.durableSettledSeq, this.#commits.checkpoints.seq - 1)) return;
    // They are overwritten where they are: in the tiers alone nobody knows which they are.
    if (this.expiry.waitsUpTo(eraEnd)) return;
    // Measured by the log's own time, which unlike a clock never goes back.
    if (this.createdAtOf(eraEnd) > this.#state.lastCreatedAt - neverDroppedMs) return;
    this.#storage.transactionSync(() => this.#store.dropOldestEra());
  }

  /**
   * Overwrites messages by their tombstones. Who has them already is not told.
   *
   * @param seqs of messages; of dropped ones only the hash is left to wipe
   * @param note called in the same transaction
   * @throws RangeError when the log has no such message
   */
  erase(seqs: readonly number[], note: () => void): void {
    this.#storage.transactionSync(() => {
      this.#commits.verify();
      for (const seq of seqs) if (!this.#isMessage(seq)) throw new RangeError(`there is no message ${seq}`);
      this.#store.erase(seqs);
      for (const seq of seqs) this.attachments.drop(seq);
      note();
    });
    this.#tail.clear();
  }

  /** What a dropped event was is not known any more. */
  #isMessage(seq: number): boolean {
    if (seq < 1 || seq > this.#state.headSeq) return false;
    return seq <= this.#store.floorSeq || this.#store.event(seq).clientMsgId !== noClientMsgId;
  }

  /** Stores that all subscribers have everything, so that a later cold start delivers nothing again. */
  saveSettled(): void {
    this.#commits.checkpoints.saveSettled(this.#state);
  }

  /** Another row than those of the log has stored that all subscribers have everything up to here. */
  settledSaved(settledSeq: number): void {
    this.#commits.checkpoints.settledSaved(settledSeq);
  }

  #announce({ events, cursors, erased, burns }: Flush<Change, Done>): void {
    const streamed = events.map((event) => this.#toEvent(event));
    const { floorSeq } = this.#store;
    const held = erased.filter((seq) => seq > floorSeq);
    this.#tail.replace(held.map((seq) => this.#toEvent(this.#store.stored(seq))));
    this.#tail.push(streamed);
    if (events.length === 0 && cursors.length === 0 && !burns.hasStarted) return;
    this.#host.committed({
      events: streamed,
      erased,
      hasStarted: burns.hasStarted,
      cursors: cursors.map(({ userId, cursorSeq }) => ({ userId, seq: cursorSeq })),
    });
  }

  #toEvent(event: StoredEvent): StreamEvent {
    return toStreamEvent(this.#host.conversationId, event);
  }
}
