// What of a log ends by time: the messages that burn, and how long the others stay. What is over is hidden at once, and
// destroyed by the alarm.
import { BurnStore } from "./burns.ts";
import { RetentionStore } from "./retention-store.ts";
import { nextLookAt, overRanges, ttlMsAt, waitsUpTo, type OverRange, type TimedLog } from "./retention.ts";

export class Expiry {
  readonly burns: BurnStore;
  readonly retention: RetentionStore;
  readonly #log: TimedLog;
  readonly #now: () => number;

  /** @param now what the clock says, ms since 1970 */
  constructor(sql: SqlStorage, log: TimedLog, now: () => number) {
    this.burns = new BurnStore(sql);
    this.retention = new RetentionStore(sql);
    this.#log = log;
    this.#now = now;
  }

  /** Whether the message with this seq is over, though its words may still be there. */
  isOver(seq: number): boolean {
    const ttlMs = ttlMsAt(this.retention.all, seq);
    return ttlMs !== null && this.#log.createdAtOf(seq) + ttlMs <= this.#now();
  }

  /** The messages that are over and whose words are still there. */
  overRanges(): readonly OverRange[] {
    const { all } = this.retention;
    return all.length === 0 ? [] : overRanges(all, this.#log, this.#now());
  }

  /** When messages may be over next, or be gone; ms since 1970; null: never. */
  nextLookAt(): number | null {
    return nextLookAt(this.retention.all, this.#log);
  }

  /** Whether a message with a seq up to `throughSeq` waits for its end: it must not leave the log before. */
  waitsUpTo(throughSeq: number): boolean {
    return waitsUpTo(this.retention.all, throughSeq, this.#log.headSeq);
  }
}
