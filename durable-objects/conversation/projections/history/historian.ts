// Moves a conversation's log into history in the background: when it is due, what is next, how far it has come.
//
// Nothing waits for it and it loses nothing: the log keeps what is not projected, progress is stored only after the
// tier has the events, and every step may be repeated.
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import type { HistorySettings } from "../../../../schema/history/settings.ts";
import { firstSeqOf, segmentEvents, type HistoryEvent } from "../../../../schema/history/packed-events.ts";
import { logError } from "../../../runtime/logger.ts";
import { maxRetryMs } from "../../../runtime/due-work.ts";
import { withDeadline } from "../../../runtime/calls.ts";
import type { HistoryStore } from "./history-store.ts";
import { SkippedSegments } from "./skipped-segments.ts";

/** What history needs from the log. */
export interface HistorySource {
  readonly conversationId: ConversationId;
  headSeq(): number;
  createdAtOf(seq: number): number;
  events(afterSeq: number, throughSeq: number): HistoryEvent[];
}

interface Progress {
  readonly projectedSeq: number;
  readonly archivedSeq: number;
  /** When the oldest event that is not archived becomes due; null: nothing to archive. */
  readonly archiveDueAt: number | null;
}

/** Events of one aligned segment that D1 did not take, with the error. */
interface Refusal {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly cause: unknown;
}

/**
 * After so many failures in a row without a success the tier may be unavailable; trying every segment would take long.
 */
const refusalsBeforeDoubt = 2;
/** Timeout of one write to a tier. */
const tierTimeoutMs = 30_000;
/** Archiving waits this much longer, so that a block is written once for many segments. */
const archiveBatchMs = 86_400_000;

export class Historian {
  readonly #sql: SqlStorage;
  readonly #store: HistoryStore;
  readonly #source: HistorySource;
  readonly #settings: HistorySettings;
  /** Null while no segment is skipped. */
  #skipped: SkippedSegments | null;
  #progress: Progress;
  /** When the oldest unprojected event was written. Needed at every commit, so it is read once. */
  #oldest: { readonly seq: number; readonly createdAt: number } | null = null;

  constructor(sql: SqlStorage, store: HistoryStore, source: HistorySource, settings: HistorySettings) {
    this.#sql = sql;
    this.#store = store;
    this.#source = source;
    this.#settings = settings;
    this.#skipped = SkippedSegments.load(sql);
    const query =
      "SELECT projected_seq AS projectedSeq, archived_seq AS archivedSeq, archive_due_at AS archiveDueAt FROM history_progress";
    const row = sql
      .exec<{ projectedSeq: number; archivedSeq: number; archiveDueAt: number | null }>(query)
      .toArray()[0];
    this.#progress = row ?? { projectedSeq: 0, archivedSeq: 0, archiveDueAt: null };
  }

  /** Everything up to here was projected, except skipped segments. */
  get projectedSeq(): number {
    return this.#progress.projectedSeq;
  }

  /** Everything up to here is in history, without exception: the log may drop it. */
  get heldSeq(): number {
    return Math.min(this.#progress.projectedSeq, (this.#skipped?.firstSeq ?? Number.POSITIVE_INFINITY) - 1);
  }

  /** The newest event in R2. */
  get archivedSeq(): number {
    return this.#progress.archivedSeq;
  }

  /** Whether work has been due for so long that retry pauses do not explain it. */
  isLate(now: number): boolean {
    const dueAt = [this.#projectDueAt(now), this.#progress.archiveDueAt].filter((at) => at !== null);
    return dueAt.some((at) => at + 2 * maxRetryMs < now);
  }

  /** When `run` has work to do, ms since 1970; null: nothing is waiting. */
  dueAt(now: number): number | null {
    const dueAt = [this.#projectDueAt(now), this.#progress.archiveDueAt, this.#skipped?.dueAt ?? null].filter(
      (at) => at !== null,
    );
    return dueAt.length === 0 ? null : Math.min(...dueAt);
  }

  /** Whether so many events are waiting that projection starts before they are old enough. */
  isFull(): boolean {
    return this.#source.headSeq() - this.#progress.projectedSeq >= this.#settings.HISTORY_PROJECT_EVENTS;
  }

  /**
   * Does the work that is due, until `signal` aborts. Progress is stored at every step.
   *
   * @throws Error when a tier fails
   */
  async run(now: number, signal: AbortSignal): Promise<void> {
    await this.#project(now, signal);
    await this.#retrySkipped(now, signal);
    await this.#archive(now, signal);
  }

  #projectDueAt(now: number): number | null {
    const { projectedSeq } = this.#progress;
    if (projectedSeq >= this.#source.headSeq()) return null;
    return this.isFull() ? now : this.#oldestAt(projectedSeq + 1) + this.#settings.HISTORY_PROJECT_AFTER_MS;
  }

  #oldestAt(seq: number): number {
    if (this.#oldest?.seq !== seq) this.#oldest = { seq, createdAt: this.#source.createdAtOf(seq) };
    return this.#oldest.createdAt;
  }

  async #project(now: number, signal: AbortSignal): Promise<void> {
    const dueAt = this.#projectDueAt(now);
    if (dueAt === null || dueAt > now) return;
    const headSeq = this.#source.headSeq();
    // With many events, only whole segments: the rest is written when its segment is full.
    const through = this.isFull() ? headSeq - (headSeq % segmentEvents) : headSeq;
    const { projectedSeq } = this.#progress;
    for (let done = projectedSeq; done < through;) {
      signal.throwIfAborted();
      const after = firstSeqOf(done + 1, segmentEvents) - 1;
      const next = Math.min(through, after + this.#settings.HISTORY_PROJECT_EVENTS);
      await this.#saveOrSkip(this.#source.events(after, next), now);
      const archiveDueAt = this.#progress.archiveDueAt ?? this.#archiveDueAfter(this.#source.createdAtOf(done + 1));
      // A later run may be further than this one, if this one outlived its deadline.
      this.#save({ ...this.#progress, projectedSeq: Math.max(this.#progress.projectedSeq, next), archiveDueAt });
      done = next;
    }
  }

  /**
   * Writes the segments of these events. If D1 does not take all of them together, each is tried alone. A segment that
   * fails while D1 takes another one is skipped and tried again later, so that nothing waits behind it.
   *
   * @throws the error of D1 when it takes no segment: then it is unavailable
   */
  async #saveOrSkip(events: readonly HistoryEvent[], now: number): Promise<void> {
    try {
      return await this.#saveSegments(events);
    } catch (cause) {
      const refusals: Refusal[] = [];
      let isThere = false;
      for (const segment of alignedSegments(events)) {
        const refusal = await this.#trySegment(segment);
        if (refusal === null) isThere = true;
        else refusals.push(refusal);
        if (isThere || refusals.length < refusalsBeforeDoubt) continue;
        if (!(await this.#takesNewest(events))) throw cause;
        isThere = true;
      }
      if (!isThere && !(await this.#takesNewest(events))) throw cause;
      for (const refusal of refusals) this.#skip(refusal, now);
    }
  }

  async #saveSegments(events: readonly HistoryEvent[]): Promise<void> {
    await withDeadline(() => this.#store.saveSegments(this.#source.conversationId, events), tierTimeoutMs);
    for (const segment of alignedSegments(events)) this.#skipped?.remove(segment[0]?.seq ?? 0);
  }

  async #trySegment(segment: readonly HistoryEvent[]): Promise<Refusal | null> {
    try {
      await this.#saveSegments(segment);
      return null;
    } catch (cause) {
      return { firstSeq: segment[0]?.seq ?? 0, lastSeq: segment.at(-1)?.seq ?? 0, cause };
    }
  }

  /**
   * Whether D1 takes the newest segment, if that is not among these events: a harmless test, since it has to be written
   * anyway.
   */
  async #takesNewest(events: readonly HistoryEvent[]): Promise<boolean> {
    const headSeq = this.#source.headSeq();
    const after = firstSeqOf(headSeq, segmentEvents) - 1;
    if (after < (events.at(-1)?.seq ?? 0)) return false;
    return (await this.#trySegment(this.#source.events(after, headSeq))) === null;
  }

  #skip({ firstSeq, lastSeq, cause }: Refusal, now: number): void {
    this.#skipped ??= new SkippedSegments(this.#sql);
    const attempts = this.#skipped.add(firstSeq, lastSeq, now);
    const { conversationId } = this.#source;
    logError("segment passed over", cause, { conversationId, firstSeq, lastSeq, attempts });
  }

  async #retrySkipped(now: number, signal: AbortSignal): Promise<void> {
    for (const { firstSeq, lastSeq } of this.#skipped?.due(now) ?? []) {
      signal.throwIfAborted();
      const refusal = await this.#trySegment(this.#source.events(firstSeq - 1, lastSeq));
      if (refusal !== null) {
        this.#skip(refusal, now);
        continue;
      }
      const archiveDueAt = this.#archiveDueAfter(this.#source.createdAtOf(lastSeq));
      this.#save({
        ...this.#progress,
        archiveDueAt: Math.min(this.#progress.archiveDueAt ?? archiveDueAt, archiveDueAt),
      });
    }
  }

  async #archive(now: number, signal: AbortSignal): Promise<void> {
    const { archiveDueAt } = this.#progress;
    if (archiveDueAt === null || archiveDueAt > now) return;
    const before = now - this.#settings.HISTORY_ARCHIVE_AFTER_MS;
    // From the start each time: a segment that was late or unreadable is among the oldest.
    for (let after = 0; ;) {
      const { handledSeq, archivedSeq, nextLastAt } = await withDeadline(
        () => this.#store.archive(this.#source.conversationId, after, before),
        tierTimeoutMs,
      );
      signal.throwIfAborted();
      this.#save({
        ...this.#progress,
        archivedSeq: Math.max(this.#progress.archivedSeq, archivedSeq),
        archiveDueAt: nextLastAt === null ? null : this.#archiveDueAfter(nextLastAt),
      });
      if (handledSeq === after) return;
      after = handledSeq;
    }
  }

  #archiveDueAfter(lastAt: number): number {
    return (
      lastAt +
      this.#settings.HISTORY_ARCHIVE_AFTER_MS +
      Math.min(archiveBatchMs, this.#settings.HISTORY_ARCHIVE_AFTER_MS)
    );
  }

  #save(progress: Progress): void {
    const { projectedSeq, archivedSeq, archiveDueAt } = progress;
    this.#sql.exec(
      "INSERT OR REPLACE INTO history_progress VALUES (1, ?, ?, ?)",
      projectedSeq,
      archivedSeq,
      archiveDueAt,
    );
    this.#progress = progress;
  }
}

/** The events, grouped by aligned multiples of `segmentEvents`. */
const alignedSegments = (events: readonly HistoryEvent[]): HistoryEvent[][] => [
  ...Map.groupBy(events, ({ seq }) => firstSeqOf(seq, segmentEvents)).values(),
];
