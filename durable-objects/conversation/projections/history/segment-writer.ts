// Writes segments of the log to D1, and passes over those that D1 does not take, so that nothing waits behind them.
import { firstSeqOf, packedBytes, segmentEvents } from "../../../../schema/history/packed-events.ts";
import { logError } from "../../../runtime/logger.ts";
import { attemptOnce } from "./attempt.ts";
import type { HistorySource } from "./history-source.ts";
import type { HistoryStore } from "./history-store.ts";
import type { Span } from "./segments.ts";
import { SkippedSegments, type SkippedSegment } from "./skipped-segments.ts";

/** Events of one aligned segment that D1 did not take, with the error. */
interface Refusal extends Span {
  readonly cause: unknown;
}

/**
 * After so many failures in a row without a success D1 may be unavailable; trying every segment would take long.
 */
const refusalsBeforeDoubt = 2;

export class SegmentWriter {
  readonly #sql: SqlStorage;
  readonly #store: HistoryStore;
  readonly #source: HistorySource;
  /** Null while no segment is skipped. */
  #skipped: SkippedSegments | null;
  #writtenBytes = 0;

  constructor(sql: SqlStorage, store: HistoryStore, source: HistorySource) {
    this.#sql = sql;
    this.#store = store;
    this.#source = source;
    this.#skipped = SkippedSegments.load(sql);
  }

  /** The oldest event that was passed over; null if there is none. */
  get firstSkippedSeq(): number | null {
    return this.#skipped?.firstSeq ?? null;
  }

  /** When a skipped segment is tried again, ms since 1970; null if there is none. */
  get retryAt(): number | null {
    return this.#skipped?.dueAt ?? null;
  }

  skippedDue(now: number): readonly SkippedSegment[] {
    return this.#skipped?.due(now) ?? [];
  }

  /**
   * Writes the segments of these events. If D1 does not take all of them together, each is tried alone. A segment that
   * fails while D1 takes another one is skipped and tried again later, so that nothing waits behind it.
   *
   * @throws the error of D1 when it takes no segment: then it is unavailable
   */
  async saveOrSkip(events: Span, now: number): Promise<void> {
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

  async #saveSegments(span: Span): Promise<void> {
    const { conversationId } = this.#source;
    for (let isHeld = false; !isHeld;) {
      // Read in one moment: D1 judges the events by the revision.
      const [rows, revision] = [this.#source.rows(span.firstSeq - 1, span.lastSeq), this.#source.revision()];
      isHeld = await attemptOnce(() => this.#store.saveSegments(conversationId, rows, revision));
      // Something was erased meanwhile, else D1 knows of erasures that the log has lost.
      if (!isHeld && revision === this.#source.revision()) throw new Error("history has a later revision than the log");
      this.#writtenBytes += rows.reduce((bytes, { text }) => bytes + packedBytes(text), 0);
    }
    for (const { firstSeq, lastSeq } of alignedSegments(span)) this.#skipped?.remove(firstSeq, lastSeq);
  }

  /** Bytes written to D1 since the last call. */
  takeWrittenBytes(): number {
    const bytes = this.#writtenBytes;
    this.#writtenBytes = 0;
    return bytes;
  }

  async #trySegment(segment: Span): Promise<Refusal | null> {
    try {
      await this.#saveSegments(segment);
      return null;
    } catch (cause) {
      return { ...segment, cause };
    }
  }

  /**
   * Whether D1 takes the newest segment, if that is not among these events: a harmless test, since it has to be written
   * anyway.
   */
  async #takesNewest({ lastSeq }: Span): Promise<boolean> {
    const headSeq = this.#source.headSeq();
    const firstSeq = firstSeqOf(headSeq, segmentEvents);
    return firstSeq > lastSeq && (await this.#trySegment({ firstSeq, lastSeq: headSeq })) === null;
  }

  #skip({ firstSeq, lastSeq, cause }: Refusal, now: number): void {
    this.#skipped ??= new SkippedSegments(this.#sql);
    const attempts = this.#skipped.add(firstSeq, lastSeq, now);
    const { conversationId } = this.#source;
    logError("segment passed over", cause, { conversationId, firstSeq, lastSeq, attempts });
  }

  /** @returns whether D1 took the skipped segment; if not, it is tried again later */
  async retry(segment: SkippedSegment, now: number): Promise<boolean> {
    const refusal = await this.#trySegment(segment);
    if (refusal !== null) this.#skip(refusal, now);
    return refusal === null;
  }
}

/** The events, by aligned multiples of `segmentEvents`. */
function alignedSegments({ firstSeq, lastSeq }: Span): Span[] {
  const segments: Span[] = [];
  for (let first = firstSeq; first <= lastSeq;) {
    const next = firstSeqOf(first, segmentEvents) + segmentEvents;
    segments.push({ firstSeq: first, lastSeq: Math.min(lastSeq, next - 1) });
    first = next;
  }
  return segments;
}
