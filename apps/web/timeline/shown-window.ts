// The part of the log that the rows show. Pure.
import type { EventFrame, Timeline } from "@klatch/sdk";

export interface ShownWindow {
  /** Of the first and the last loaded event; 0: nothing is loaded. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

export function windowOf({ events, atStart, atEnd }: Pick<Timeline, "events" | "atStart" | "atEnd">): ShownWindow {
  const last = events.at(-1);
  return { firstSeq: events[0]?.seq ?? 0, lastSeq: last === undefined ? 0 : lastSeqOf(last), atStart, atEnd };
}

/** The newest seq that an event stands for: a void stands for several. */
export const lastSeqOf = (event: EventFrame): number => (event.type === "void" ? event.toSeq : event.seq);
