// Where a message gets its seq: judged, numbered and stored in one synchronous flush. Shared by direct conversations and groups.
import { wireLimits, type Limits } from "../../schema/protocol/limits.ts";
import type { ClientMsgId, ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { HistoryEvent } from "../../schema/history/packed-events.ts";
import type { Preview } from "../../schema/protocol/sync.ts";
import type { Refusal } from "../../schema/protocol/errors.ts";
import {
  refused,
  type AppendItem,
  type AppendResult,
  type MarkedRead,
  type Refused,
  type StreamEvent,
} from "../../schema/rpc/conversation.ts";
import { checkpointEveryEvents, packReaders, unpackReaders } from "./checkpoint.ts";
import type { DroppedSubmission } from "./dropped-ids.ts";
import { messageFrameText, previewOf, type StoredMessage } from "./event-frame.ts";
import { eraEvents } from "./eras.ts";
import { EventStore, type StoredCheckpoint } from "./event-store.ts";
import { GroupCommit } from "./group-commit.ts";
import { LateLookups } from "./late-lookups.ts";
import { emptyLogState, LogDraft, readerOf, unreadOf, type LogState, type Reader } from "./log-state.ts";
import { ageOf, Submissions, type Submission } from "./submissions.ts";
import { TailCache } from "./tail-cache.ts";

/** What the log asks of the actor it belongs to. */
export interface LogHost {
  readonly conversationId: ConversationId;
  readonly limits: Limits;
  now(): number;
  /** Judged at the flush, never before: whether this user may do it now. */
  judge(userId: UserId, action: "send" | "read"): Refusal | null;
  /** What every subscriber has: stored with the next event. */
  settledSeq(): number;
  /** Called once after each commit that changed something. */
  committed(change: Committed): void;
  abort(cause: unknown): void;
}

export interface Committed {
  readonly events: readonly StreamEvent[];
  /** Cursors that moved: who has read how far. */
  readonly cursors: readonly { readonly userId: UserId; readonly seq: number }[];
}

/** Younger events stay: fresh ids are looked for among them. */
const neverDroppedMs = 3_600_000;

type LogOp =
  | { readonly kind: "append"; readonly senderId: UserId; readonly item: AppendItem }
  | { readonly kind: "mark-read"; readonly userId: UserId; readonly seq: number };
type LogResult = AppendResult | MarkedRead;

type NewSubmission = Submission & { readonly senderId: UserId; readonly clientMsgId: ClientMsgId };

/** Everything one flush has decided so far; assigned to memory only after the transaction returned. */
interface Flush {
  readonly draft: LogDraft;
  readonly now: number;
  readonly added: Map<string, NewSubmission>;
  readonly events: StreamEvent[];
  readonly cursors: { userId: UserId; seq: number }[];
}

export class EventLog {
  readonly #storage: DurableObjectStorage;
  readonly #store: EventStore;
  readonly #host: LogHost;
  readonly #commits: GroupCommit<LogOp, LogResult>;
  readonly #submissions: Submissions;
  readonly #lateLookups: LateLookups;
  readonly #tail = new TailCache();
  #state: LogState = emptyLogState;
  #checkpointSeq = 0;
  #durableSettledSeq = 0;

  /** @param eraSize events of an era; anything but the default is for tests */
  constructor(storage: DurableObjectStorage, host: LogHost, eraSize = eraEvents) {
    this.#storage = storage;
    this.#store = new EventStore(storage.sql, eraSize);
    this.#host = host;
    this.#lateLookups = new LateLookups(host.limits.LIMIT_LATE_LOOKUPS_PER_MINUTE);
    this.#submissions = new Submissions(this.#store);
    this.#load();
    this.#commits = new GroupCommit<LogOp, LogResult>({
      commit: (ops) => this.#commit(ops),
      refuse: () => refused("INTERNAL"),
      verify: () => this.#verify(),
      abort: (cause) => host.abort(cause),
    });
  }

  get headSeq(): number {
    return this.#state.headSeq;
  }

  /** The newest event that storage no longer holds; 0 while it holds everything. */
  get floorSeq(): number {
    return this.#store.floorSeq;
  }

  /** As far as storage knows, every subscriber had this when it was written: after a crash the rest is delivered again. */
  get durableSettledSeq(): number {
    return this.#durableSettledSeq;
  }

  unreadOf(userId: UserId): number {
    return unreadOf(this.#state, userId);
  }

  readerOf(userId: UserId): Reader {
    return readerOf(this.#state, userId);
  }

  /** One result per item, in order. @throws when memory and storage disagree; the caller asks again. */
  async append(senderId: UserId, items: readonly AppendItem[]): Promise<AppendResult[]> {
    return (await this.#commits.submit(items.map((item) => ({ kind: "append", senderId, item })))) as AppendResult[];
  }

  async markRead(userId: UserId, seq: number): Promise<MarkedRead | Refused> {
    const [marked] = await this.#commits.submit([{ kind: "mark-read", userId, seq }]);
    return marked as MarkedRead | Refused;
  }

  /** Up to `limit` events after `afterSeq`, oldest first: from memory where it reaches, else from storage. */
  eventsAfter(afterSeq: number, limit: number): readonly StreamEvent[] {
    return this.#tail.after(afterSeq, limit) ?? this.range(afterSeq, this.#state.headSeq, limit);
  }

  /** Events with `afterSeq < seq <= throughSeq` as storage has them, oldest first. */
  range(afterSeq: number, throughSeq: number, limit: number): StreamEvent[] {
    return this.#store.range(afterSeq, throughSeq, limit).map((message) => this.#toEvent(message));
  }

  /** The newest message in short, or null. */
  preview(): Preview | null {
    const { headSeq } = this.#state;
    const [message] = this.#store.range(headSeq - 1, headSeq, 1);
    return message === undefined ? null : previewOf(message);
  }

  createdAtOf(seq: number): number {
    return this.#store.placeOf(seq).createdAt;
  }

  /** Events with `afterSeq < seq <= throughSeq` as history keeps them. */
  historyEvents(afterSeq: number, throughSeq: number): HistoryEvent[] {
    return this.#store.history(afterSeq, throughSeq);
  }

  /** For each of these events, in seq order: what storage still knows of it after it was dropped, or null. */
  findDropped(events: readonly HistoryEvent[]): readonly (DroppedSubmission | null)[] {
    return this.#store.findAllDropped(events);
  }

  /**
   * Drops the oldest era when the log has grown too large and nothing needs it any more: it is in history, everybody has
   * it, and it is older than what a sender's recent ids are looked for in. One era a call: the size tells the next.
   */
  dropOldestEra(projectedSeq: number, aboveBytes: number): void {
    if (this.#storage.sql.databaseSize <= aboveBytes) return;
    const eraEnd = this.#store.oldestEraEnd();
    // A cold start reads the checkpoint's own event.
    if (eraEnd > Math.min(projectedSeq, this.#durableSettledSeq, this.#checkpointSeq - 1)) return;
    // By the log's own time, which unlike a clock never falls.
    if (this.createdAtOf(eraEnd) > this.#state.lastCreatedAt - neverDroppedMs) return;
    this.#storage.transactionSync(() => this.#store.dropOldestEra());
  }

  /** Makes durable that all subscribers have everything, so that a later cold start delivers nothing again. */
  saveSettled(): void {
    if (this.#durableSettledSeq === this.#state.headSeq) return;
    this.#saveCheckpoint(this.#state, this.#state.headSeq);
  }

  /** Replays the few events after the checkpoint: the cost of a cold start does not grow with the log. */
  #load(): void {
    const checkpoint = this.#store.checkpoint();
    const readers = checkpoint === null ? new Map<UserId, Reader>() : unpackReaders(checkpoint.readers);
    const seq = checkpoint?.seq ?? 0;
    const at = seq === 0 ? { ordinal: 0, createdAt: 0 } : this.#store.placeOf(seq);
    const draft = new LogDraft({ headSeq: seq, ordinal: at.ordinal, lastCreatedAt: at.createdAt, readers });
    let settledSeq = checkpoint?.settledSeq ?? 0;
    for (const event of this.#store.replay(seq)) {
      draft.addMessage(event.senderId, event.createdAt);
      settledSeq = Math.max(settledSeq, event.settledSeq);
    }
    this.#state = draft.finish();
    this.#checkpointSeq = seq;
    this.#durableSettledSeq = settledSeq;
  }

  #verify(): void {
    if (this.#store.headSeq() !== this.#state.headSeq) throw new Error("memory and storage disagree");
  }

  #commit(ops: readonly LogOp[]): LogResult[] {
    const flush: Flush = {
      draft: new LogDraft(this.#state),
      now: Math.max(this.#host.now(), this.#state.lastCreatedAt),
      added: new Map(),
      events: [],
      cursors: [],
    };
    const settledSeq = this.#host.settledSeq();
    const { results, checkpoint } = this.#storage.transactionSync(() => {
      this.#verify(); // a replaced instance must not answer from what it remembers
      const decided = ops.map((op) => this.#apply(flush, op, settledSeq));
      return { results: decided, checkpoint: this.#checkpointIfDue(flush, settledSeq) };
    });
    this.#assign(flush, settledSeq, checkpoint);
    return results;
  }

  #apply(flush: Flush, op: LogOp, settledSeq: number): LogResult {
    return op.kind === "append"
      ? this.#applyAppend(flush, op, settledSeq)
      : this.#applyMarkRead(flush, op.userId, op.seq);
  }

  /** Duplicate first, then permission: a resend of a committed message is acked whatever changed since. */
  #applyAppend(flush: Flush, op: LogOp & { kind: "append" }, settledSeq: number): AppendResult {
    const { draft, now } = flush;
    const { senderId, item } = op;
    const age = ageOf(item.clientMsgId, now);
    const { kind } = age;
    if (kind === "ahead") return refused("CLOCK_AHEAD");
    const key = `${senderId} ${item.clientMsgId}`;
    let earlier: Submission | null = flush.added.get(key) ?? null;
    if (earlier === null) {
      const waitMs = kind === "late" ? this.#lateLookups.pay(senderId, op, now) : 0;
      if (waitMs > 0) return refused("RATE_LIMITED", waitMs);
      const { own } = readerOf(this.#state, senderId);
      earlier = this.#submissions.find(senderId, item.clientMsgId, age, {
        own,
        headSeq: this.#state.headSeq,
        nowMs: now,
      });
    }
    if (earlier !== null) {
      return earlier.hasBodyHash(item.bodyHash)
        ? { ack: { seq: earlier.seq, createdAt: earlier.createdAt } }
        : refused("DUPLICATE_MESSAGE");
    }

    const refusal = this.#host.judge(senderId, "send");
    if (refusal !== null) return { refusal };
    if (item.replyToSeq !== undefined && item.replyToSeq > draft.headSeq) return refused("SEQ_OUT_OF_RANGE");

    const { clientMsgId, body, bodyHash } = item;
    const { seq, ordinal, links } = draft.addMessage(senderId, now);
    const message = { seq, createdAt: now, senderId, clientMsgId, body };
    this.#store.insert({ ...message, bodyHash, ordinal, links, settledSeq });
    if (kind !== "fresh") this.#store.insertSubmitted(senderId, clientMsgId, seq);
    flush.added.set(key, { seq, createdAt: now, hasBodyHash: (other) => other === bodyHash, senderId, clientMsgId });
    flush.events.push(this.#toEvent(message));
    return { ack: { seq, createdAt: now } };
  }

  #applyMarkRead(flush: Flush, userId: UserId, seq: number): MarkedRead | Refused {
    const { draft } = flush;
    const refusal = this.#host.judge(userId, "read");
    if (refusal !== null) return { refusal };
    if (seq > draft.headSeq) return refused("SEQ_OUT_OF_RANGE");
    // What was dropped cannot be counted any more: a cursor moves to what the log holds, or stays.
    const moved =
      seq > this.#store.floorSeq &&
      draft.moveCursor(
        userId,
        seq,
        (at) => this.#store.placeOf(at).ordinal,
        (at) => this.#store.links(at),
      );
    if (moved) flush.cursors.push({ userId, seq });
    return { cursorSeq: draft.reader(userId).cursorSeq, unread: draft.unread(userId) };
  }

  /** Cursors live nowhere else, so a moved one needs the row now; otherwise it bounds what a cold start replays. */
  #checkpointIfDue(flush: Flush, settledSeq: number): StoredCheckpoint | null {
    const { draft, cursors } = flush;
    if (cursors.length === 0 && draft.headSeq - this.#checkpointSeq < checkpointEveryEvents) return null;
    const checkpoint = { seq: draft.headSeq, settledSeq, readers: packReaders(draft.finish().readers) };
    this.#store.saveCheckpoint(checkpoint);
    return checkpoint;
  }

  #saveCheckpoint(state: LogState, settledSeq: number): void {
    this.#store.saveCheckpoint({ seq: state.headSeq, settledSeq, readers: packReaders(state.readers) });
    this.#checkpointSeq = state.headSeq;
    this.#durableSettledSeq = settledSeq;
  }

  #assign(flush: Flush, settledSeq: number, checkpoint: StoredCheckpoint | null): void {
    const { added, events, cursors } = flush;
    this.#state = flush.draft.finish();
    this.#store.committed(this.#state.headSeq);
    if (checkpoint !== null) this.#checkpointSeq = checkpoint.seq;
    if (checkpoint !== null || events.length > 0) this.#durableSettledSeq = settledSeq;
    for (const submission of added.values())
      this.#submissions.remember(submission.senderId, submission.clientMsgId, submission.seq);
    this.#tail.push(events);
    if (events.length > 0 || cursors.length > 0) this.#host.committed({ events, cursors });
  }

  #toEvent(message: StoredMessage): StreamEvent {
    return { seq: message.seq, frame: messageFrameText(this.#host.conversationId, message) };
  }
}

/** Most events that one read or page gives. */
export const maxPageEvents = wireLimits.maxPageSize;
