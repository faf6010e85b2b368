// The log as one person may see it: their intervals of it, and a `void` for each stretch between.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { Preview } from "../../../schema/protocol/sync.ts";
import type { HistoryRange, StreamEvent } from "../../../schema/rpc/conversation.ts";
import { voidEvent } from "./event-frame.ts";
import { cutRange, endOfPage, type Intervals, type Stretch } from "./visibility.ts";

export type { Intervals };

/** What it shows of a log. */
export interface ShownLog {
  readonly headSeq: number;
  readonly floorSeq: number;
  eventsAfter(seq: number, limit: number): readonly StreamEvent[];
  range(afterSeq: number, throughSeq: number, limit: number): StreamEvent[];
  /** Of dropped events too. */
  createdAtOf(seq: number): number;
  preview(afterSeq: number, throughSeq: number): Preview | null;
}

/** Events in order; the log has dropped those of `missing`, which history has. */
export interface ViewedRange {
  readonly missing: readonly HistoryRange[];
  readonly events: readonly StreamEvent[];
}

export interface ViewedPage {
  /** Comes alone: the page has no other events. */
  readonly missing: HistoryRange | null;
  readonly events: readonly StreamEvent[];
  /** The page shows everything up to here. */
  readonly end: number;
}

export class ViewedLog {
  readonly #conversationId: ConversationId;
  readonly #log: ShownLog;

  constructor(conversationId: ConversationId, log: ShownLog) {
    this.#conversationId = conversationId;
    this.#log = log;
  }

  /** Where the log ends for this person: for who is out, with their leaving. */
  headSeqFor(intervals: Intervals): number {
    const last = intervals.at(-1);
    return last === undefined ? 0 : (last.toSeq ?? this.#log.headSeq);
  }

  /** Up to `limit` events or voids after `seq`. Everyone who has been in since then gets the same list. */
  eventsAfter(intervals: Intervals, seq: number, limit: number): readonly StreamEvent[] {
    const last = intervals.at(-1);
    if (last !== undefined && last.toSeq === null && last.fromSeq <= seq + 1) return this.#log.eventsAfter(seq, limit);
    return this.#show(cutRange(intervals, seq, endOfPage(intervals, seq, this.headSeqFor(intervals), limit)));
  }

  /** Everything that stands for the events with `afterSeq < seq <= throughSeq`. */
  range(intervals: Intervals, afterSeq: number, throughSeq: number): ViewedRange {
    const { floorSeq } = this.#log;
    const stretches = cutRange(intervals, afterSeq, throughSeq);
    const missing = stretches
      .filter((stretch) => stretch.visible && stretch.afterSeq < floorSeq)
      .map((stretch) => ({ afterSeq: stretch.afterSeq, throughSeq: Math.min(floorSeq, stretch.throughSeq) }));
    return { missing, events: this.#show(stretches) };
  }

  /** As much as there is after `from`, up to `limit` events or voids and to where something is missing. */
  pageAfter(intervals: Intervals, from: number, limit: number): ViewedPage {
    const headSeq = this.headSeqFor(intervals);
    const { missing, events } = this.range(intervals, from, endOfPage(intervals, from, headSeq, limit));
    const [first] = missing;
    if (first === undefined) return { missing: null, events, end: events.at(-1)?.seq ?? headSeq };
    if (first.afterSeq === from) return { missing: first, events: [], end: first.throughSeq };
    const before = events.filter(({ seq }) => seq <= first.afterSeq);
    return { missing: null, events: before, end: first.afterSeq };
  }

  preview(intervals: Intervals, headSeq: number): Preview | null {
    const last = intervals.at(-1);
    return last === undefined ? null : this.#log.preview(last.fromSeq - 1, headSeq);
  }

  #show(stretches: readonly Stretch[]): StreamEvent[] {
    const { floorSeq } = this.#log;
    return stretches.flatMap(({ afterSeq, throughSeq, visible }) => {
      if (visible) return this.#log.range(Math.max(afterSeq, floorSeq), throughSeq, throughSeq - afterSeq);
      // When it ended is all that is told of it.
      return [voidEvent(this.#conversationId, afterSeq, throughSeq, this.#log.createdAtOf(throughSeq))];
    });
  }
}
