// The message of a conversation to scroll to: that of the address, then whatever a quote or a link leads to.
import { useEffect, useState } from "preact/hooks";

export interface JumpTarget {
  readonly seq: number;
  /** Increases with each jump, so that a second one to the same message scrolls again. */
  readonly count: number;
}

export interface Jump {
  readonly target: JumpTarget | null;
  readonly jumpTo: (seq: number) => void;
}

/** @param seq the message of the address; null: none */
export function useJump(seq: number | null): Jump {
  const [target, setTarget] = useState<JumpTarget | null>(seq === null ? null : { seq, count: 1 });
  const jumpTo = (wanted: number): void => setTarget((before) => ({ seq: wanted, count: (before?.count ?? 0) + 1 }));
  useEffect(() => {
    if (seq !== null && target?.seq !== seq) jumpTo(seq);
  }, [seq]);
  return { target, jumpTo };
}
