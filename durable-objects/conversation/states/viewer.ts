// Who looks at what became of messages, and what of it they see. Pure.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { isVisible, type Intervals } from "../log/visibility.ts";

export interface Viewer {
  readonly userId: UserId;
  readonly intervals: Intervals;
  /** What is shown is true as of this event. */
  readonly asOf: number;
}

/** The newest of these notes, each of which begins with its event, that the viewer sees. */
export const lastSeen = <Note extends readonly [seq: number, ...unknown[]]>(
  { intervals }: Pick<Viewer, "intervals">,
  notes: readonly Note[] = [],
): Note | undefined => notes.findLast(([seq]) => isVisible(intervals, seq));
