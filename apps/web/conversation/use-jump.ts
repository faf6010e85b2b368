// The message of a conversation to scroll to: that of the address, then whatever a quote or a link leads to.
import type { Timeline } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";

export interface JumpTarget {
  readonly seq: number;
  /** Increases with each jump, so that a second one to the same message scrolls again. */
  readonly count: number;
}

export interface Jump {
  readonly target: JumpTarget | null;
  readonly jumpTo: (seq: number) => Promise<void>;
}

/** @param seq the message of the address; null: none */
export function useJump(timeline: Timeline, seq: number | null): Jump {
  const [target, setTarget] = useState<JumpTarget | null>(seq === null ? null : { seq, count: 1 });
  const jumpTo = async (wanted: number): Promise<void> => {
    const [first] = timeline.events;
    const last = timeline.events.at(-1);
    if (first === undefined || last === undefined || wanted < first.seq || wanted > last.seq)
      await timeline.jumpTo(wanted);
    setTarget((before) => ({ seq: wanted, count: (before?.count ?? 0) + 1 }));
  };
  useEffect(() => {
    if (seq !== null && target?.seq !== seq) void jumpTo(seq);
  }, [seq]);
  return { target, jumpTo };
}
