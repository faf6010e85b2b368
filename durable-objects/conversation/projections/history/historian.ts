// Moves a conversation's log into history in the background: when it is due, what is next, how far it has come.
//
// Nothing waits for it and it loses nothing: the log keeps what is not projected, progress is stored only after the
// tier has the events, and every step may be repeated.
import type { HistorySettings } from "../../../../schema/history/settings.ts";
import { archiveEvents, firstSeqOf, fullBlockBytes, segmentEvents } from "../../../../schema/history/packed-events.ts";
import { maxRetryMs } from "../../../runtime/due-work.ts";
import { attemptTimeoutMs } from "./archive-objects.ts";
import { attemptOnce } from "./attempt.ts";
import { counted, spentUntil } from "./daily-bytes.ts";
import { HistoryProgress, type Progress } from "./history-progress.ts";
import type { HistorySource } from "./history-source.ts";
import type { HistoryStore } from "./history-store.ts";
import { SegmentWriter } from "./segment-writer.ts";

/**
 * After so many failures in a row without a success the tier may be unavailable; trying everything would take long.
 */
const failuresBeforeDoubt = 2;
/**
 * Archiving by age waits this much longer, so that a block is written once for many segments: rewriting it costs as much
 * as a segment of a few kilobytes costs in D1 for months.
 */
const archiveBatchMs = 7 * 86_400_000;

export class Historian {
  readonly #store: HistoryStore;
  readonly #source: HistorySource;
  readonly #settings: HistorySettings;
  readonly #writer: SegmentWriter;
  readonly #progress: HistoryProgress;
  readonly #home: string;
  /** When the oldest unprojected event was written. Needed at every commit, so it is read once. */
  #oldest: { readonly seq: number; readonly createdAt: number } | null = null;

  constructor(sql: SqlStorage, store: HistoryStore, source: HistorySource, settings: HistorySettings) {
    this.#store = store;
    this.#source = source;
    this.#settings = settings;
    this.#writer = new SegmentWriter(sql, store, source);
    const { home, first } = store.homeOf(source.conversationId);
    this.#home = home;
    this.#progress = new HistoryProgress(sql, source, first);
  }

  /** Whether all of this history is in the database where it belongs. */
  get isAtHome(): boolean {
    return this.#progress.current.home === this.#home;
  }

  /** Everything up to here was projected, except skipped segments. */
  get projectedSeq(): number {
    return this.#progress.current.projectedSeq;
  }

  /** Everything up to here is in history, without exception: the log may drop it. */
  get heldSeq(): number {
    return Math.min(
      this.#progress.current.projectedSeq,
      (this.#writer.firstSkippedSeq ?? Number.POSITIVE_INFINITY) - 1,
    );
  }

  /** The newest event in R2. */
  get archivedSeq(): number {
    return this.#progress.current.archivedSeq;
  }

  /** Whether work has been due for so long that retry pauses do not explain it. */
  isLate(now: number): boolean {
    const dueAt = [this.#projectDueAt(now), this.#progress.current.archiveDueAt, this.#source.erasingSince()].filter(
      (at) => at !== null,
    );
    return dueAt.some((at) => at + 2 * maxRetryMs < now);
  }

  /** When `run` has work to do, ms since 1970; null: nothing is waiting. */
  dueAt(now: number): number | null {
    const { archiveDueAt, sweepDueAt } = this.#progress.current;
    const eraseDueAt = this.#source.erased().length > 0 ? now : null;
    const dueAt = [
      this.#moveDueAt(now),
      eraseDueAt,
      this.#projectDueAt(now),
      archiveDueAt,
      sweepDueAt,
      this.#writer.retryAt,
    ].filter((at) => at !== null);
    return dueAt.length === 0 ? null : Math.min(...dueAt);
  }

  /** Whether so many events, a whole segment among them, are waiting that projection starts before they are old enough. */
  isFull(): boolean {
    const { projectedSeq } = this.#progress.current;
    const headSeq = this.#source.headSeq();
    return headSeq - projectedSeq >= this.#settings.HISTORY_PROJECT_EVENTS && lastWholeSeq(headSeq) > projectedSeq;
  }

  /**
   * Does the work that is due, until `signal` aborts. Progress is stored at every step.
   *
   * @throws Error when a tier fails; what does not need it is done before
   */
  async run(now: number, signal: AbortSignal): Promise<void> {
    // What cannot be moved or erased yet must not keep the log from its tiers: the log could drop nothing.
    const failures = await this.#move(now, signal);
    const hasErased = this.#source.erased().length > 0;
    if (this.isAtHome) failures.push(...(await this.#erase(now, signal)));
    await this.#project(now, signal);
    await this.#retrySkipped(now, signal);
    if (this.isAtHome) {
      const hasArchived = await this.#archive(now, signal);
      if (hasArchived || hasErased || (this.#progress.current.sweepDueAt ?? Number.POSITIVE_INFINITY) <= now)
        await this.#sweep(now, signal);
    }
    if (failures.length > 0) throw new Error("not everything was moved or erased", { cause: failures[0] });
  }

  /**
   * Until all is at home, nothing but new segments changes there, so that whatever arrives is the same or better.
   *
   * @returns the error, if it failed
   */
  async #move(now: number, signal: AbortSignal): Promise<unknown[]> {
    if ((this.#moveDueAt(now) ?? Number.POSITIVE_INFINITY) > now) return [];
    try {
      const { home } = this.#progress.current;
      if (await attemptOnce((cut) => this.#store.move(this.#source, home, { now, signal: cut })))
        this.#progress.save({ home: this.#home });
      signal.throwIfAborted();
      return [];
    } catch (cause) {
      signal.throwIfAborted();
      return [cause];
    }
  }

  /** Before its first events are written there is nothing to move; then a write of an earlier life may be under way. */
  #moveDueAt(now: number): number | null {
    if (this.isAtHome) return null;
    return this.#progress.isStored || this.#source.erased().length > 0 ? now : this.#projectDueAt(now);
  }

  /** @returns the errors of what was not erased */
  async #erase(now: number, signal: AbortSignal): Promise<unknown[]> {
    const failures: unknown[] = [];
    const followed: number[] = [];
    for (const seqs of Map.groupBy(this.#source.erased(), (seq) => firstSeqOf(seq, archiveEvents)).values()) {
      signal.throwIfAborted();
      try {
        await this.#eraseTogether(seqs, now);
        followed.push(...seqs);
      } catch (cause) {
        failures.push(cause);
        if (failures.length === failuresBeforeDoubt) break;
      }
    }
    if (followed.length === 0) return failures;
    try {
      await attemptOnce((cut) => this.#store.overwriteFreePages(this.#source.conversationId, cut));
      this.#source.erasedDone(followed);
      return failures;
    } catch (cause) {
      return [...failures, cause];
    }
  }

  /** @param seqs within one aligned `archiveEvents` */
  async #eraseTogether(seqs: readonly number[], now: number): Promise<void> {
    const { conversationId } = this.#source;
    await attemptOnce((signal) => this.#store.erase(conversationId, this.#source, seqs, { now, signal }));
    // An attempt that began earlier may still note an object of the old text: the last sweep is when all have ended.
    this.#progress.save({ sweepDueAt: now + attemptTimeoutMs });
  }

  #projectDueAt(now: number): number | null {
    const { projectedSeq } = this.#progress.current;
    if (projectedSeq >= this.#source.headSeq()) return null;
    const byAge = this.#oldestAt(projectedSeq + 1) + this.#settings.HISTORY_PROJECT_AFTER_MS;
    return Math.max(this.isFull() ? Math.min(now, byAge) : byAge, this.#spentUntil(now));
  }

  #spentUntil(now: number): number {
    return spentUntil(this.#progress.current, this.#settings.HISTORY_BYTES_PER_DAY, now);
  }

  /** What progress says of the bytes just written. */
  #counted(now: number): Pick<Progress, "day" | "dayBytes" | "restBytes"> {
    const bytes = this.#writer.takeWrittenBytes();
    return { ...counted(this.#progress.current, bytes, now), restBytes: this.#progress.current.restBytes + bytes };
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
    const through = this.isFull() ? lastWholeSeq(headSeq) : headSeq;
    const { projectedSeq } = this.#progress.current;
    for (let done = projectedSeq; done < through && this.#spentUntil(now) <= now;) {
      signal.throwIfAborted();
      const after = firstSeqOf(done + 1, segmentEvents) - 1;
      const next = Math.min(through, after + this.#settings.HISTORY_PROJECT_EVENTS);
      await this.#writer.saveOrSkip({ firstSeq: after + 1, lastSeq: next }, now);
      const bytes = this.#counted(now);
      const hasFullBlock =
        firstSeqOf(next + 1, archiveEvents) > firstSeqOf(done + 1, archiveEvents) || bytes.restBytes >= fullBlockBytes;
      const archiveDueAt = hasFullBlock
        ? now
        : (this.#progress.current.archiveDueAt ?? this.#archiveDueAfter(this.#source.createdAtOf(done + 1)));
      // A later run may be further than this one, if this one outlived its deadline.
      const projected = Math.max(this.#progress.current.projectedSeq, next);
      this.#progress.save({ projectedSeq: projected, archiveDueAt, ...bytes });
      done = next;
    }
  }

  async #retrySkipped(now: number, signal: AbortSignal): Promise<void> {
    for (const segment of this.#writer.skippedDue(now)) {
      signal.throwIfAborted();
      if (!(await this.#writer.retry(segment, now))) continue;
      const archiveDueAt = this.#archiveDueAfter(this.#source.createdAtOf(segment.lastSeq));
      this.#progress.save({
        archiveDueAt: Math.min(this.#progress.current.archiveDueAt ?? archiveDueAt, archiveDueAt),
        ...this.#counted(now),
      });
    }
  }

  /** @returns whether it was due */
  async #archive(now: number, signal: AbortSignal): Promise<boolean> {
    if ((this.#progress.current.archiveDueAt ?? Number.POSITIVE_INFINITY) > now) return false;
    const before = now - this.#settings.HISTORY_ARCHIVE_AFTER_MS;
    let { archivedSeq } = this.#progress.current;
    let [restBytes, oldestAt]: [number, number | null] = [0, null];
    // From the start each time: a segment that was late or unreadable is among the oldest.
    for (let after = 0; ;) {
      const known = { revision: this.#source.revision(), erased: new Set(this.#source.erased()), now };
      const { handledSeq, left, ...step } = await attemptOnce((cut) =>
        this.#store.archive(this.#source.conversationId, after, before, { ...known, signal: cut }),
      );
      signal.throwIfAborted();
      restBytes += left.bytes;
      oldestAt ??= left.oldestAt;
      archivedSeq = Math.max(this.#progress.current.archivedSeq, archivedSeq, step.archivedSeq);
      if (handledSeq === after) break;
      after = handledSeq;
    }
    // Once: each time bills a row.
    const archiveDueAt = oldestAt === null ? null : this.#archiveDueAfter(oldestAt);
    this.#progress.save({ archivedSeq, restBytes, archiveDueAt });
    return true;
  }

  #archiveDueAfter(lastAt: number): number {
    return (
      lastAt +
      this.#settings.HISTORY_ARCHIVE_AFTER_MS +
      Math.min(archiveBatchMs, this.#settings.HISTORY_ARCHIVE_AFTER_MS)
    );
  }

  async #sweep(now: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const nextAt = await attemptOnce(() => this.#store.sweep(this.#source.conversationId, now));
    const { sweepDueAt } = this.#progress.current;
    // The time that an erasure has set stays: the sweep then does what is due until then, too.
    if (nextAt !== sweepDueAt && (sweepDueAt === null || sweepDueAt <= now))
      this.#progress.save({ sweepDueAt: nextAt });
  }
}

const lastWholeSeq = (headSeq: number): number => headSeq - (headSeq % segmentEvents);
