// What lies behind a conversation's log: it is projected into history, archived, erased there and verified, by the alarm.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { HistoryReport } from "../../schema/protocol/http-history.ts";
import type { KindOfWork, Ring } from "../runtime/due-work.ts";
import type { Env } from "../runtime/env.ts";
import { readHistorySettings } from "../runtime/limits.ts";
import type { GonePreviews } from "./gone-previews.ts";
import type { EventLog } from "./log/event-log.ts";
import type { ErasedEvents } from "./projections/history/erased-events.ts";
import { Historian } from "./projections/history/historian.ts";
import { HistoryShards } from "./projections/history/history-shards.ts";
import { HistoryStore } from "./projections/history/history-store.ts";
import { StoredHistory } from "./projections/history/stored-history.ts";
import { verifyHistory, type VerifiedLog } from "./projections/history/verify.ts";

/**
 * Time for the history work of one alarm; the rest follows at the next. A tier that hangs is given up earlier, after at
 * most four writes.
 */
const deadlineMs = 150_000;

type PastLog = Pick<
  EventLog,
  | "headSeq"
  | "floorSeq"
  | "createdAtOf"
  | "historyEvents"
  | "historyRows"
  | "findDropped"
  | "settledSaved"
  | "dropOldestEra"
>;

export interface PastHost {
  readonly conversationId: ConversationId;
  readonly env: Env;
  readonly sql: SqlStorage;
  readonly log: PastLog;
  readonly erased: ErasedEvents;
  readonly previews: GonePreviews;
  readonly settledSeq: () => number;
  readonly deliverAll: () => Promise<void>;
}

export class Past {
  /** The work of the alarm. */
  readonly work: KindOfWork = {
    deadlineMs,
    dueAt: (now) => this.#historian.dueAt(now),
    run: (ring) => this.#run(ring),
  };
  readonly #host: PastHost;
  readonly #source: VerifiedLog;
  readonly #shards: HistoryShards;
  readonly #historian: Historian;
  readonly #dropAboveBytes: number;

  constructor(host: PastHost) {
    const { env, sql } = host;
    const settings = readHistorySettings(env);
    this.#host = host;
    this.#source = sourceOf(host);
    this.#shards = new HistoryShards(env);
    const store = new HistoryStore(this.#shards.homesOf, env.ARCHIVE);
    this.#historian = new Historian(sql, store, this.#source, settings);
    this.#dropAboveBytes = settings.LOG_DROP_ABOVE_BYTES;
  }

  /** Whether all of it is in the database where it belongs. */
  get isAtHome(): boolean {
    return this.#historian.isAtHome;
  }

  /** Notes what the log has overwritten, in the same transaction. */
  erased(seqs: readonly number[]): void {
    this.#host.erased.add(seqs, Date.now());
  }

  /** Compares a part of history with the log. */
  verify(afterSeq: number): Promise<HistoryReport> {
    const { conversationId, env } = this.#host;
    const { projectedSeq, archivedSeq } = this.#historian;
    const progress = { projectedSeq, archivedSeq, isLate: this.#historian.isLate(Date.now()) };
    const { home, earlier } = this.#shards.homesOf(conversationId);
    const databases = this.isAtHome ? [home] : [...earlier, home];
    return verifyHistory(this.#source, new StoredHistory(databases, env.ARCHIVE), progress, afterSeq);
  }

  async #run({ now, signal }: Ring): Promise<void> {
    const { log, erased, previews, deliverAll } = this.#host;
    // The row of history's progress then says that all is settled, too.
    await deliverAll();
    // Whoever cannot be reached now must not keep the log from its tiers.
    const failed = await previews.forget(erased.pending).catch((cause: unknown) => ({ cause }));
    await this.#historian
      .run(now, signal)
      .finally(() => log.dropOldestEra(this.#historian.heldSeq, this.#dropAboveBytes));
    if (failed !== undefined) throw failed.cause;
  }
}

/** The log as its history sees it. */
const sourceOf = ({ conversationId, log, erased, previews, settledSeq }: PastHost): VerifiedLog => ({
  conversationId,
  headSeq: () => log.headSeq,
  floorSeq: () => log.floorSeq,
  createdAtOf: (seq) => log.createdAtOf(seq),
  events: (afterSeq, throughSeq) => log.historyEvents(afterSeq, throughSeq),
  rows: (afterSeq, throughSeq) => log.historyRows(afterSeq, throughSeq),
  findDropped: (events) => log.findDropped(events),
  revision: () => erased.revision,
  erased: () => erased.pending,
  erasingSince: () => erased.pendingSince,
  settledSeq: () => settledSeq(),
  settledSaved: (seq) => log.settledSaved(seq),
  // An erasure has ended when nobody's list shows it, either.
  erasedDone: (seqs) => erased.followed(previews.forgotten(seqs)),
  erasedIn: (afterSeq, throughSeq) => erased.within(afterSeq, throughSeq),
});
