// A direct conversation: wires the shared log and streams to two members. Frames arrive from UserSession, events leave to both.
import { DurableObject } from "cloudflare:workers";
import { conversationMigrations } from "../../schema/conversation/migrations.ts";
import { logMigrations } from "../../schema/log/migrations.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { HistoryReport } from "../../schema/protocol/http-history.ts";
import {
  refused,
  type AppendItem,
  type AppendResult,
  type ConversationRpc,
  type ConversationSummary,
  type LogPage,
  type LogPageRequest,
  type MarkedRead,
  type ReadPage,
  type ReadRequest,
  type Refused,
} from "../../schema/rpc/conversation.ts";
import { rpcVersion } from "../../schema/rpc/version.ts";
import { Alarm } from "../alarm.ts";
import type { Env } from "../env.ts";
import { Historian } from "../history/historian.ts";
import { HistoryStore } from "../history/history-store.ts";
import { StoredHistory } from "../history/stored-history.ts";
import { verifyHistory, type VerifiedLog } from "../history/verify.ts";
import { readHistorySettings, readLimits } from "../limits.ts";
import { EventLog, maxPageEvents, type Committed } from "../log/event-log.ts";
import { pageRange } from "../log/log-page.ts";
import { migrate } from "../migrate.ts";
import { callActor, callActorOnce } from "../retry.ts";
import { Publishers, streamLimits } from "../stream/publishers.ts";
import { userSessionStub } from "../stubs.ts";
import { directMembers, judgeDirect } from "./members.ts";

/**
 * How long after a commit the alarm looks whether everything was delivered: it outlives a crash. Whatever else wakes the
 * conversation looks too, so this is for the rare crash after which nobody does; a minute would cost a row per message at
 * human pace (docs/decisions/0009).
 */
const redeliverAfterMs = 180_000;
/** Events that follow at once take the settled mark with them and save it a row. */
const settleAfterMs = 100;

export class Conversation extends DurableObject<Env> implements ConversationRpc {
  readonly #id: ConversationId;
  readonly #members: ReadonlySet<UserId>;
  readonly #log: EventLog;
  readonly #publishers: Publishers;
  #opened: boolean;
  readonly #past: VerifiedLog;
  readonly #historian: Historian;
  readonly #alarm: Alarm;
  readonly #dropAboveBytes: number;
  #settling: ReturnType<typeof setTimeout> | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, { log: logMigrations, conversation: conversationMigrations });
    const stored = ctx.storage.sql.exec<{ id: string }>("SELECT conversation_id AS id FROM conversation").toArray()[0];
    this.#opened = stored !== undefined;
    this.#id = (stored?.id ?? ctx.id.name ?? "") as ConversationId;
    this.#members = directMembers(this.#id);
    const historySettings = readHistorySettings(env);
    this.#log = new EventLog(ctx.storage, {
      conversationId: this.#id,
      limits: readLimits(env),
      now: () => Date.now(),
      judge: (userId) => judgeDirect(this.#members, this.#opened, userId),
      settledSeq: () => this.#publishers.settledSeq(),
      committed: (change) => this.#committed(change),
      abort: (cause) => ctx.abort(String(cause)),
    });
    this.#publishers = new Publishers(
      {
        conversationId: this.#id,
        headSeq: () => this.#log.headSeq,
        eventsAfter: (seq, limit) => this.#log.eventsAfter(seq, limit),
        unreadOf: (userId) => this.#log.unreadOf(userId),
        cursorSeqOf: (userId) => this.#log.readerOf(userId).cursorSeq,
        deliver: (userId, delivery) =>
          callActorOnce(() => userSessionStub(env, userId).deliver(delivery), streamLimits.deliveryTimeoutMs),
        settled: () => this.#settled(),
        now: () => Date.now(),
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        random: () => Math.random(),
      },
      this.#log.durableSettledSeq,
    );
    this.#publishers.subscribe(this.#members);
    this.#past = {
      conversationId: this.#id,
      headSeq: () => this.#log.headSeq,
      floorSeq: () => this.#log.floorSeq,
      createdAtOf: (seq) => this.#log.createdAtOf(seq),
      events: (afterSeq, throughSeq) => this.#log.historyEvents(afterSeq, throughSeq),
      findDropped: (events) => this.#log.findDropped(events),
    };
    this.#historian = new Historian(
      ctx.storage.sql,
      new HistoryStore(env.DIRECTORY, env.ARCHIVE),
      this.#past,
      historySettings,
    );
    this.#dropAboveBytes = historySettings.LOG_DROP_ABOVE_BYTES;
    this.#alarm = new Alarm(ctx.storage);
    void ctx.blockConcurrencyWhile(() => this.#alarm.load());
  }

  /** Both members may speak from now on, whoever opened it. @throws ActorUnavailable */
  async open({ userId }: { userId: UserId }): Promise<{ created: boolean } | Refused> {
    if (!this.#members.has(userId)) return refused("CONVERSATION_NOT_FOUND");
    if (this.#opened) return { created: false };
    // Before the row that says that it is done: if this fails, the next attempt does it again.
    const admissions = [...this.#members].map((member) =>
      callActor(() => userSessionStub(this.env, member).admit({ v: rpcVersion, conversationId: this.#id })),
    );
    await Promise.all(admissions);
    const { rowsWritten } = this.ctx.storage.sql.exec(
      "INSERT INTO conversation VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
      this.#id,
      Date.now(),
    );
    this.#opened = true;
    return { created: rowsWritten > 0 };
  }

  async append({
    senderId,
    items,
  }: {
    senderId: UserId;
    items: readonly AppendItem[];
  }): Promise<readonly AppendResult[]> {
    return this.#log.append(senderId, items);
  }

  /** No `await` between the page and the wake: events after the page's end find a live subscriber. */
  async read({ userId, from }: ReadRequest): Promise<ReadPage | Refused> {
    const refusal = judgeDirect(this.#members, this.#opened, userId);
    if (refusal !== null) return { refusal };
    const { headSeq, floorSeq } = this.#log;
    const summary = this.#summary(userId);
    if (from !== null && from < floorSeq) {
      const throughSeq = Math.min(floorSeq, from + maxPageEvents);
      // It wakes as well: its summary clears a stale mark, and a subscriber that is asked nothing more must not sleep on.
      this.#publishers.read(userId, headSeq);
      return { summary, missing: { afterSeq: from, throughSeq }, events: [], end: throughSeq, more: true };
    }
    const events = from === null ? [] : this.#log.range(from, headSeq, maxPageEvents);
    const end = events.at(-1)?.seq ?? headSeq;
    this.#publishers.read(userId, end);
    return { summary, missing: null, events, end, more: end < headSeq };
  }

  async loadPage({ userId, ...request }: LogPageRequest): Promise<LogPage | Refused> {
    const refusal = judgeDirect(this.#members, this.#opened, userId);
    if (refusal !== null) return { refusal };
    const { headSeq, floorSeq } = this.#log;
    const { afterSeq, throughSeq, before, after } = pageRange(request, headSeq);
    const missing = afterSeq < floorSeq ? { afterSeq, throughSeq: Math.min(floorSeq, throughSeq) } : null;
    const events = this.#log.range(Math.max(afterSeq, floorSeq), throughSeq, request.limit);
    return { missing, frames: events.map(({ frame }) => frame), headSeq, before, after };
  }

  /** The reader's own devices learn of it through the stream too, in order with the events that were counted. */
  async markRead({ userId, seq }: { userId: UserId; seq: number }): Promise<MarkedRead | Refused> {
    const marked = await this.#log.markRead(userId, seq);
    if (!("refusal" in marked)) {
      this.#signal(`own-receipt:${userId}`, (to) =>
        to === userId
          ? {
              type: "read-receipt",
              conversationId: this.#id,
              userId,
              seq: this.#log.readerOf(userId).cursorSeq,
              unread: this.#log.unreadOf(userId),
            }
          : null,
      );
    }
    return marked;
  }

  async setTyping({ userId, active }: { userId: UserId; active: boolean }): Promise<void> {
    if (judgeDirect(this.#members, this.#opened, userId) !== null) return;
    this.#signal(`typing:${userId}`, (to) =>
      to === userId ? null : { type: "typing", conversationId: this.#id, userId, active },
    );
  }

  async verifyHistory({ afterSeq }: { afterSeq: number }): Promise<HistoryReport | Refused> {
    const now = Date.now();
    const { projectedSeq, archivedSeq } = this.#historian;
    const progress = { projectedSeq, archivedSeq, isLate: this.#historian.isLate(now) };
    const report = await verifyHistory(
      this.#past,
      new StoredHistory(this.env.DIRECTORY, this.env.ARCHIVE),
      progress,
      afterSeq,
    );
    // A log that was lost is a fault, a conversation that never was is none.
    return this.#opened || report.faults.length > 0 ? report : refused("CONVERSATION_NOT_FOUND");
  }

  /** Takes up what a crash cut off, and moves the log on into history. */
  override async alarm(): Promise<void> {
    await this.#alarm.ring(
      async () => {
        this.#publishers.pump();
        await this.#historian.run(Date.now());
        this.#log.dropOldestEra(this.#historian.projectedSeq, this.#dropAboveBytes);
      },
      () => this.#dueAt(),
    );
  }

  #summary(userId: UserId): ConversationSummary {
    const peerId = [...this.#members].find((member) => member !== userId);
    return {
      kind: "direct",
      ...(peerId === undefined ? {} : { peerId }),
      headSeq: this.#log.headSeq,
      cursorSeq: this.#log.readerOf(userId).cursorSeq,
      unread: this.#log.unreadOf(userId),
      preview: this.#log.preview(),
    };
  }

  #committed({ events, cursors }: Committed): void {
    // Not awaited: without an `await` between them the alarm commits together with the events.
    if (events.length > 0) void this.#alarm.arm(this.#dueAt());
    for (const { userId, seq } of cursors) {
      this.#signal(`receipt:${userId}`, (to) =>
        to === userId ? null : { type: "read-receipt", conversationId: this.#id, userId, seq },
      );
    }
    this.#publishers.pump();
  }

  #signal(key: string, frameFor: (userId: UserId) => DownFrame | null): void {
    this.#publishers.signal(key, (userId) => {
      const frame = frameFor(userId);
      return frame === null ? null : JSON.stringify(frame);
    });
  }

  #dueAt(): number | null {
    const now = Date.now();
    const isSettled = this.#publishers.settledSeq() === this.#log.headSeq;
    const historyDueAt = this.#historian.dueAt(now);
    if (isSettled) return historyDueAt;
    return Math.min(now + redeliverAfterMs, historyDueAt ?? Number.POSITIVE_INFINITY);
  }

  #settled(): void {
    if (this.#settling !== null || this.#log.durableSettledSeq === this.#log.headSeq) return;
    this.#settling = setTimeout(() => {
      this.#settling = null;
      if (this.#publishers.settledSeq() === this.#log.headSeq) this.#log.saveSettled();
    }, settleAfterMs);
  }
}
