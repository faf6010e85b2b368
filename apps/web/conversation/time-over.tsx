// While the actions of a message are shown: they are drawn again when its time is over.
import { useEffect } from "preact/hooks";
import { runAt } from "../ui/run-at.ts";

interface TimeOverProps {
  /** By this device's clock. */
  readonly untilMs: number;
  readonly onOver: () => void;
}

export function TimeOver({ untilMs, onOver }: TimeOverProps) {
  useEffect(() => runAt(untilMs, onOver), [untilMs]);
  return null;
}
