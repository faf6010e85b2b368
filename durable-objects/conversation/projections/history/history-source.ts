// The log as its history sees it: what is copied into the tiers, and what is overwritten there.
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import type { EventRow, HistoryEvent } from "../../../../schema/history/packed-events.ts";
import type { SettledMark } from "./history-progress.ts";

/** What history needs from the log. */
export interface HistorySource extends SettledMark {
  readonly conversationId: ConversationId;
  headSeq(): number;
  createdAtOf(seq: number): number;
  events(afterSeq: number, throughSeq: number): HistoryEvent[];
  /** The whole rows that have these events: of the last one possibly more. */
  rows(afterSeq: number, throughSeq: number): EventRow[];
  /**
   * Rises with each erasure, in the transaction that overwrites the events. Read in one moment with the events, it says
   * which erasures are in them.
   */
  revision(): number;
  /** The events whose erasure the tiers have not followed yet, in order. */
  erased(): readonly number[];
  /** When the oldest of them was erased, ms since 1970; null if there is none. */
  erasingSince(): number | null;
  /** Every event with `afterSeq < seq <= throughSeq` that was ever erased, whether or not the tiers have followed. */
  erasedIn(afterSeq: number, throughSeq: number): ReadonlySet<number>;
  /** The tiers show the tombstones of these, for good. */
  erasedDone(seqs: readonly number[]): void;
}
