// The log as one user may see it: the events in their intervals, and a `void` for each stretch in between.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { ConversationSummary, HistoryRange, StreamEvent } from "../../../schema/rpc/conversation.ts";
import { isOver, withoutOver } from "../../stream/over.ts";
import { voidEvent } from "./event-frame.ts";
import { seenTargets } from "./seen-targets.ts";
import { cutRange, endOfPage, isVisible, type Intervals, type Stretch } from "./visibility.ts";

export type { Intervals };

/** What it needs of a log. */
export interface ShownLog {
  readonly headSeq: number;
  readonly floorSeq: number;
  eventsAfter(seq: number, limit: number): readonly StreamEvent[];
  range(afterSeq: number, throughSeq: number, limit: number): StreamEvent[];
  /** Also works for dropped events. */
  createdAtOf(seq: number): number;
  shownLast(afterSeq: number, throughSeq: number, userId: UserId): ShownLast;
}

/** What a list shows as the newest of a conversation. */
export type ShownLast = Pick<ConversationSummary, "preview" | "joined">;

/** Events in order. The log has dropped the events of `missing`; history has them. */
export interface ViewedRange {
  readonly missing: readonly HistoryRange[];
  readonly events: readonly StreamEvent[];
}

export interface ViewedPage {
  /** If not null, the page has no events. */
  readonly missing: HistoryRange | null;
  readonly events: readonly StreamEvent[];
  /** The page covers everything up to here. */
  readonly end: number;
}

/** From the first event on. */
const seesAll = ([first]: Intervals): boolean => first?.fromSeq === 1 && first.toSeq === null;

export class ViewedLog {
  readonly #conversationId: ConversationId;
  readonly #log: ShownLog;
  readonly #now: () => number;
  readonly #erasedIn: (afterSeq: number, throughSeq: number) => readonly number[];

  /** @param erasedIn the erased events of a range that history may still show */
  constructor(
    conversationId: ConversationId,
    log: ShownLog,
    erasedIn: (afterSeq: number, throughSeq: number) => readonly number[] = () => [],
    now: () => number = Date.now,
  ) {
    this.#now = now;
    this.#conversationId = conversationId;
    this.#log = log;
    this.#erasedIn = erasedIn;
  }

  /** The newest seq that this user may see: for a former member, the event of their leaving. */
  headSeqFor(intervals: Intervals): number {
    const last = intervals.at(-1);
    return last === undefined ? 0 : (last.toSeq ?? this.#log.headSeq);
  }

  /** Up to `limit` events or voids after `seq`. The same list for all users who can see everything after `seq`. */
  eventsAfter(intervals: Intervals, seq: number, limit: number): readonly StreamEvent[] {
    const last = intervals.at(-1);
    if (last !== undefined && last.toSeq === null && last.fromSeq <= seq + 1) {
      const events = this.#withoutOver(this.#log.eventsAfter(seq, limit));
      return last.fromSeq === 1 ? events : this.#withoutHidden(intervals, events);
    }
    return this.#show(
      intervals,
      cutRange(intervals, seq, endOfPage(intervals, seq, this.headSeqFor(intervals), limit)),
    );
  }

  /** Events and voids for everything with `afterSeq < seq <= throughSeq`. */
  range(intervals: Intervals, afterSeq: number, throughSeq: number): ViewedRange {
    const { floorSeq } = this.#log;
    const stretches = cutRange(intervals, afterSeq, throughSeq);
    const missing = stretches
      .filter((stretch) => stretch.visible && stretch.afterSeq < floorSeq)
      .map((stretch) => this.#missing(intervals, stretch.afterSeq, Math.min(floorSeq, stretch.throughSeq)));
    return { missing, events: this.#show(intervals, stretches) };
  }

  /** Up to `limit` events or voids after `from`, at most up to the first missing event. */
  pageAfter(intervals: Intervals, from: number, limit: number): ViewedPage {
    const headSeq = this.headSeqFor(intervals);
    const { missing, events } = this.range(intervals, from, endOfPage(intervals, from, headSeq, limit));
    const [first] = missing;
    if (first === undefined) return { missing: null, events, end: events.at(-1)?.seq ?? headSeq };
    if (first.afterSeq === from) return { missing: first, events: [], end: first.throughSeq };
    const before = events.filter(({ seq }) => seq <= first.afterSeq);
    return { missing: null, events: before, end: first.afterSeq };
  }

  shownLast(intervals: Intervals, headSeq: number, userId: UserId): ShownLast {
    const last = intervals.at(-1);
    return last === undefined ? { preview: null } : this.#log.shownLast(last.fromSeq - 1, headSeq, userId);
  }

  #missing(intervals: Intervals, afterSeq: number, throughSeq: number): HistoryRange {
    const erased = this.#erasedIn(afterSeq, throughSeq);
    return {
      afterSeq,
      throughSeq,
      ...(erased.length > 0 && { erased }),
      ...(!seesAll(intervals) && { visible: intervals }),
    };
  }

  /**
   * A change of a message that the viewer does not see is none to them, either. The list itself, if there is none: many
   * viewers share it.
   */
  #withoutHidden(intervals: Intervals, events: readonly StreamEvent[]): readonly StreamEvent[] {
    if (!events.some(({ targets }) => targets?.some((seq) => !isVisible(intervals, seq)))) return events;
    return events.map((event) =>
      seenTargets(this.#conversationId, intervals, event, (seq) => this.#log.createdAtOf(seq)),
    );
  }

  /** Without the words of messages whose time is over. The list itself, if there are none. */
  #withoutOver(events: readonly StreamEvent[]): readonly StreamEvent[] {
    const now = this.#now();
    return events.some((event) => isOver(event, now)) ? events.map((event) => withoutOver(event, now)) : events;
  }

  #show(intervals: Intervals, stretches: readonly Stretch[]): StreamEvent[] {
    const { floorSeq } = this.#log;
    return stretches.flatMap(({ afterSeq, throughSeq, visible }): readonly StreamEvent[] => {
      if (visible)
        return this.#withoutHidden(
          intervals,
          this.#withoutOver(this.#log.range(Math.max(afterSeq, floorSeq), throughSeq, throughSeq - afterSeq)),
        );
      // A void tells nothing but the time of its last event.
      return [voidEvent(this.#conversationId, afterSeq, throughSeq, this.#log.createdAtOf(throughSeq))];
    });
  }
}
