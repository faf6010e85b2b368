// What direct conversations and groups have in common: the log, the streams to members, history, the alarm. Longer than 300
// lines, because it is the one place where its parts are put together and where every call of a conversation arrives: what each
// does is in the part.
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { HistoryEvent } from "../../schema/history/packed-events.ts";
import type { HistoryReport } from "../../schema/protocol/http-history.ts";
import type { AppendItem, AppendResult } from "../../schema/rpc/append.ts";
import {
  refused,
  type LogPage,
  type LogPageRequest,
  type MarkedRead,
  type ReadPage,
  type ReadRequest,
  type ReceiptsChoice,
  type Refused,
  type StreamEvent,
} from "../../schema/rpc/conversation.ts";
import type {
  DroppedEvents,
  MessageAnswer,
  MessageChanged,
  MessageOp,
  MessageQuestion,
} from "../../schema/rpc/message-changes.ts";
import { callActor, Deadlines } from "../runtime/calls.ts";
import { DueWork } from "../runtime/due-work.ts";
import { ErasedEvents } from "./projections/history/erased-events.ts";
import { readHistorySettings, readLimits } from "../runtime/limits.ts";
import { logErrorSeldom } from "../runtime/logger.ts";
import { EventLog } from "./log/event-log.ts";
import type { Committed } from "./log/log-host.ts";
import { pageRange } from "./log/log-page.ts";
import { isVisible } from "./log/visibility.ts";
import { overAllowance, signalReach } from "../stream/reach.ts";
import { Allowance } from "./allowance.ts";
import { ChangedMessages } from "./states/changed-messages.ts";
import { withOwnVotes } from "./states/own-votes.ts";
import type { Viewer } from "./states/viewer.ts";
import { ViewedLog } from "./log/viewed-log.ts";
import type { CoreHost } from "./core-host.ts";
import { Receipts } from "./receipts.ts";
import { errands } from "./attachments/errands.ts";
import { burning, retaining } from "./expiry/expiring.ts";
import { GonePreviews } from "./gone-previews.ts";
import { Past } from "./past.ts";
import { Settling } from "./settling.ts";
import { Summaries } from "./summaries.ts";
import { Publishers, streamLimits } from "../stream/publishers.ts";
import { sharedFileStub, userSessionStub } from "../runtime/stubs.ts";

export class ConversationCore<Change = never, Done = never> {
  readonly log: EventLog<Change, Done>;
  readonly publishers: Publishers;
  readonly receipts: Receipts;
  readonly #host: CoreHost<Change, Done>;
  readonly #erased: ErasedEvents;
  readonly #view: ViewedLog;
  readonly #summaries: Summaries;
  readonly #messages: ChangedMessages;
  readonly #previews: GonePreviews;
  readonly #past: Past;
  readonly #dueWork: DueWork;
  readonly #settling: Settling;

  /** @param host until construction ends, only its `conversationId`, `ctx`, `env` and `work` are used */
  constructor(host: CoreHost<Change, Done>) {
    const { ctx, env, conversationId } = host;
    this.#host = host;
    const erased = new ErasedEvents(ctx.storage.sql);
    this.#erased = erased;
    this.log = new EventLog<Change, Done>(ctx.storage, {
      conversationId,
      limits: readLimits(env),
      maxBytes: readHistorySettings(env).LOG_MAX_BYTES,
      now: () => Date.now(),
      beginFlush: () => host.beginFlush(),
      settledSeq: () => this.publishers.settledSeq(),
      erased: (seqs) => erased.add(seqs, Date.now()),
      committed: (change) => this.#committed(change),
      report: (cause) => logErrorSeldom("flush failed", cause, { conversationId }),
      abort: (cause) => {
        logErrorSeldom("conversation starts anew", cause, { conversationId });
        ctx.abort(String(cause));
      },
    });
    this.#view = new ViewedLog(conversationId, this.log, (after, through) => erased.pendingIn(after, through));
    this.#summaries = new Summaries(host, this.log, this.#view);
    this.receipts = new Receipts(host, {
      log: this.log,
      view: this.#view,
      signal: (key, frameFor) => this.#signal(key, frameFor),
    });
    this.#messages = new ChangedMessages(this.log, this.#view);
    const deadlines = new Deadlines(streamLimits.deliveryTimeoutMs);
    this.publishers = new Publishers(
      {
        conversationId,
        headSeq: () => this.log.headSeq,
        eventsAfter: (userId, seq, limit) =>
          this.#asOwn(userId, this.#view.eventsAfter(host.intervalsOf(userId), seq, limit)),
        countsOf: (userId) => this.#summaries.readStateOf(userId),
        cursorSeqOf: (userId) => this.#summaries.readStateOf(userId).cursorSeq,
        deliver: (userId, delivery) => deadlines.run(() => userSessionStub(env, userId).deliver(delivery)),
        settled: () => this.#settling.settled(),
        report: (cause) => this.#settling.failed(cause),
        now: () => Date.now(),
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        random: () => Math.random(),
      },
      this.log.durableSettledSeq,
    );
    this.#settling = new Settling({
      conversationId,
      log: this.log,
      publishers: () => this.publishers,
      memberCount: () => host.memberCount(),
      arm: () => this.#dueWork.arm(),
    });
    this.#previews = new GonePreviews({
      conversationId,
      members: () => host.members(),
      intervalsOf: (userId) => host.intervalsOf(userId),
      headSeq: () => this.log.headSeq,
      hasTaken: (userId, seq) => this.publishers.hasTaken(userId, seq),
      forget: (userId, seqs) => callActor(() => userSessionStub(env, userId).forgetPreview({ conversationId, seqs })),
    });
    this.#past = new Past({
      conversationId,
      env,
      sql: ctx.storage.sql,
      log: this.log,
      erased,
      previews: this.#previews,
      settledSeq: () => this.publishers.settledSeq(),
      deliverAll: () => this.#settling.deliverAll(),
    });
    this.#dueWork = new DueWork(
      ctx.storage,
      {
        redelivery: this.#settling.work,
        expiry: burning(this.log),
        retention: retaining(this.log),
        history: this.#past.work,
        files: errands({ conversationId, store: this.log.attachments, stub: (fileId) => sharedFileStub(env, fileId) }),
        ...host.work,
      },
      () => Date.now(),
      { conversationId },
    );
    void ctx.blockConcurrencyWhile(() => this.#dueWork.load()).then(() => this.#wake());
  }

  #wake(): void {
    this.#settling.wake();
    // Normally the alarm is already set; it may have been lost.
    this.#dueWork.arm();
  }

  append(senderId: UserId, items: readonly AppendItem[], allowance?: Allowance): Promise<readonly AppendResult[]> {
    return this.log.append(senderId, items, allowance);
  }

  get memberCount(): number {
    return this.#host.memberCount();
  }

  /** No `await` between reading the page and waking the stream: events after the page's end find a live subscriber. */
  read({ userId, from }: ReadRequest): ReadPage | Refused {
    const refusal = this.#host.mayRead(userId);
    if (refusal !== null) return { refusal };
    const viewer = this.#viewer(userId);
    const { intervals, asOf: headSeq } = viewer;
    const summary = this.#summaries.of(viewer);
    const page = this.#view.pageAfter(intervals, from ?? headSeq, wireLimits.maxPageSize);
    // The stream is woken even if the page has missing events: the summary clears the stale mark, so nothing else would
    // wake the subscriber.
    this.publishers.read(userId, page.missing === null ? page.end : this.log.headSeq);
    const events = this.#asOwn(userId, page.events);
    return { summary, ...page, events, more: page.missing !== null || page.end < headSeq };
  }

  loadPage({ userId, ...request }: LogPageRequest): LogPage | Refused {
    const refusal = this.#host.mayRead(userId);
    if (refusal !== null) return { refusal };
    const viewer = this.#viewer(userId);
    const { intervals, asOf: headSeq } = viewer;
    const { afterSeq, throughSeq, before, after } = pageRange(request, headSeq, intervals);
    const states = this.#messages.statesWithin(viewer, afterSeq, throughSeq);
    const { missing, events } = this.#view.range(intervals, afterSeq, throughSeq);
    return { missing, events: this.#asOwn(userId, events), headSeq, before, after, states };
  }

  /** What others are not told of them, their own devices are. */
  #asOwn(userId: UserId, events: readonly StreamEvent[]): readonly StreamEvent[] {
    return withOwnVotes(this.log.states.votes, userId, events);
  }

  #viewer(userId: UserId): Viewer {
    const intervals = this.#host.intervalsOf(userId);
    return { userId, intervals, asOf: this.#view.headSeqFor(intervals) };
  }

  /** Also sends a receipt to the reader's own devices through the stream, in order with the events that it counts. */
  async markRead(
    userId: UserId,
    seq: number,
    allowance?: Allowance,
    choice?: ReceiptsChoice,
  ): Promise<MarkedRead | Refused> {
    this.receipts.choose(userId, choice);
    const marked = await this.log.markRead(userId, seq, allowance);
    allowance?.followed(this.receipts.takeUnpaid());
    if ("refusal" in marked) return marked;
    this.#signalOwn(userId, `own-receipt:${userId}`, () => {
      const { cursorSeq, unread, mentions } = this.#summaries.readStateOf(userId);
      const { conversationId } = this.#host;
      return { type: "read-receipt", conversationId, userId, seq: cursorSeq, unread, mentions };
    });
    return this.log.expiry.overRanges().length === 0 ? marked : { ...marked, ...this.log.countsOf(userId) };
  }

  /** What a user hides is told to their own devices, through the stream. */
  async changeMessage(
    userId: UserId,
    op: MessageOp,
    allowance: Allowance,
    carried?: readonly HistoryEvent[],
  ): Promise<MessageChanged | Refused | DroppedEvents> {
    const lacking = carried === undefined ? [] : this.#lackingOf(userId, op, carried);
    if (lacking.length > 0)
      return { dropped: lacking, erased: this.#erased.pending.filter((seq) => lacking.includes(seq)) };
    const changed = await this.log.changeMessage(userId, op, allowance, carried);
    if (op.kind !== "hide" || "refusal" in changed) return changed;
    const { hides = 0 } = changed;
    const { conversationId } = this.#host;
    const seqs = [...op.seqs];
    this.#signalOwn(userId, `hidden:${userId}:${hides}`, () => ({
      type: "messages-hidden",
      conversationId,
      seqs,
      hides,
    }));
    return changed;
  }

  /** Only of what the member sees: nobody makes history be read for nothing. */
  #lackingOf(userId: UserId, op: MessageOp, carried: readonly HistoryEvent[]): number[] {
    if (!this.#host.isMember(userId)) return [];
    const intervals = this.#host.intervalsOf(userId);
    return this.log.lackingOf(op, carried).filter((seq) => isVisible(intervals, seq));
  }

  askOfMessages<Q extends MessageQuestion>(userId: UserId, question: Q): MessageAnswer<Q["kind"]> | Refused {
    const refusal = this.#host.mayRead(userId);
    return refusal === null ? this.#messages.answer(this.#viewer(userId), question) : { refusal };
  }

  /** In large conversations, and for members who may not write, it succeeds without showing anything. */
  setTyping(userId: UserId, active: boolean, allowance = new Allowance(undefined)): { ok: true } | Refused {
    if (!this.#host.isMember(userId)) return refused("CONVERSATION_NOT_FOUND");
    const reach = signalReach(this.#host.memberCount());
    if (reach === 0 || !this.#host.mayShowTyping(userId)) return { ok: true };
    if (reach > allowance.most) return { refusal: overAllowance };
    allowance.committed(reach);
    const { conversationId } = this.#host;
    this.#signal(`typing:${userId}`, (to) =>
      to === userId ? null : { type: "typing", conversationId, userId, active },
    );
    return { ok: true };
  }

  async verifyHistory(afterSeq: number): Promise<HistoryReport | Refused> {
    // A conversation that sleeps moves its history when somebody verifies it.
    if (!this.#past.isAtHome) this.#dueWork.arm();
    const report = await this.#past.verify(afterSeq);
    // A log that was lost is a fault; a conversation that never existed is a refusal.
    return this.#host.exists() || report.faults.length > 0 ? report : refused("CONVERSATION_NOT_FOUND");
  }

  /**
   * Overwrites messages by their tombstones: in the log at once, in D1 and R2 by the alarm, which is due at once. Until
   * then readers of the tiers get tombstones too.
   *
   * @param seqs of messages
   * @throws RangeError when the log has no such message
   */
  erase(seqs: readonly number[]): void {
    this.log.erase(seqs, () => this.#past.erased(seqs));
    this.#dueWork.arm();
  }

  /** Sets the alarm for the host's own work; called without an `await` after the write that needs it. */
  arm(): void {
    this.#dueWork.arm();
  }

  /** Resumes deliveries that a crash interrupted, and moves log events into history. */
  async alarm(isRetry: boolean): Promise<void> {
    await this.#dueWork.ring(isRetry);
    this.#settling.noteIfSettled();
  }

  #committed({ events, cursors, erased, hasStarted }: Committed): void {
    this.#previews.announced(erased);
    // Without an `await` in between, the alarm commits together with the events.
    if (events.length > 0 || hasStarted) this.#dueWork.arm();
    this.receipts.committed(cursors);
    this.publishers.pump();
  }

  /** Tells the user's own devices, and nobody else. */
  #signalOwn(userId: UserId, key: string, frameOf: () => DownFrame): void {
    this.#signal(key, (to) => (to === userId ? frameOf() : null));
  }

  #signal(key: string, frameFor: (userId: UserId) => DownFrame | null): void {
    this.publishers.signal(key, (userId) => {
      const frame = frameFor(userId);
      return frame === null ? null : JSON.stringify(frame);
    });
  }
}
