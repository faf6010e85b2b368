// When a log's readers and its settled seq are stored: a moved cursor at once, and everything often enough that a cold
// start replays little.
import { packReaders } from "../readers/pack-readers.ts";
import { checkpointEveryCursors, checkpointEveryEvents, checkpointEveryRows } from "../readers/readers.ts";
import type { RestoredLog } from "./cold-start.ts";
import type { Flush } from "./flush.ts";
import type { LogState } from "./log-state.ts";
import type { ReaderStore, StoredCheckpoint } from "./reader-store.ts";

/**
 * Up to this many readers, all are one row, which also carries the settled seq; with more, each moved cursor is a row
 * of its own.
 */
const fewReaders = 8;

export class Checkpoints {
  readonly #store: ReaderStore;
  #seq: number;
  /** Rows of events written since the checkpoint. */
  #rowsSaved: number;
  /** Cursor rows written since the checkpoint. */
  #cursorsSaved: number;
  #settledSeq: number;

  constructor(store: ReaderStore, { checkpointSeq, rowsSaved, cursorsSaved, settledSeq }: RestoredLog) {
    this.#store = store;
    this.#seq = checkpointSeq;
    this.#rowsSaved = rowsSaved;
    this.#cursorsSaved = cursorsSaved;
    this.#settledSeq = settledSeq;
  }

  /** The event as of which the readers are stored. */
  get seq(): number {
    return this.#seq;
  }

  /** The last settled seq that storage has. */
  get settledSeq(): number {
    return this.#settledSeq;
  }

  /**
   * Within a flush's transaction: stores a checkpoint if it is due, and cursors that moved in a flush without events.
   * Those of other flushes are in the row of the events.
   *
   * @returns the checkpoint, to be told to `committed`
   */
  save<Change, Done>(flush: Flush<Change, Done>, settledSeq: number): StoredCheckpoint | null {
    const { draft, events, rules } = flush;
    const hasDropped = flush.dropReaders(rules.leavers());
    const cursors = events.length > 0 ? [] : flush.cursors;
    const isFull =
      this.#rowsSaved + 1 >= checkpointEveryRows ||
      draft.headSeq - this.#seq >= checkpointEveryEvents ||
      this.#cursorsSaved + cursors.length > checkpointEveryCursors;
    const isDue = flush.hasMarkedAllRead || draft.needsCheckpoint || hasDropped || isFull;
    if (!isDue && cursors.length === 0) return null;
    draft.trim(rules.reach());
    const state = draft.finish();
    if (isDue || state.readers.size <= fewReaders) return this.#write(state, settledSeq);
    for (const [index, cursor] of cursors.entries()) this.#store.saveCursor(this.#cursorsSaved + index + 1, cursor);
    return null;
  }

  /** After the transaction has returned. */
  committed<Change, Done>(
    { events, cursors }: Flush<Change, Done>,
    settledSeq: number,
    checkpoint: StoredCheckpoint | null,
  ): void {
    if (checkpoint !== null) this.#remember(checkpoint);
    else if (events.length === 0) this.#cursorsSaved += cursors.length;
    else {
      this.#rowsSaved += 1;
      this.#settledSeq = settledSeq;
    }
  }

  /** Stores that all subscribers have everything, so that a later cold start delivers nothing again. */
  saveSettled(state: LogState): void {
    if (this.#settledSeq !== state.headSeq) this.#remember(this.#write(state, state.headSeq));
  }

  /** Another row than those of the log has stored that all subscribers have everything up to here. */
  settledSaved(settledSeq: number): void {
    this.#settledSeq = Math.max(this.#settledSeq, settledSeq);
  }

  #write({ headSeq, readers, shared }: LogState, settledSeq: number): StoredCheckpoint {
    const checkpoint = { seq: headSeq, settledSeq, readers: packReaders(readers, shared) };
    this.#store.saveCheckpoint(checkpoint);
    return checkpoint;
  }

  #remember({ seq, settledSeq }: StoredCheckpoint): void {
    this.#seq = seq;
    this.#rowsSaved = 0;
    this.#cursorsSaved = 0;
    this.#settledSeq = settledSeq;
  }
}
