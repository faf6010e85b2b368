// The clock of a message that burns: how long it stays after reading and, once it was read, how much of that is left.
import { useEffect, useState } from "preact/hooks";
import { spanTime, waitTime } from "../text/times.ts";
import { Icon } from "../ui/icon.tsx";
import { stateWords as t } from "./state-words.ts";

interface BurnMarkProps {
  readonly afterMs: number;
  /** Null: it was not read. */
  readonly burnsAt: number | null;
}

/** Above an hour and a half the text changes by the hour. */
const tickOf = (leftMs: number): number => (leftMs <= 90_000 ? 1_000 : leftMs <= 5_400_000 ? 15_000 : 600_000);

export function BurnMark({ afterMs, burnsAt }: BurnMarkProps) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const leftMs = burnsAt === null ? null : Math.max(0, burnsAt - nowMs);
  useEffect(() => {
    if (leftMs === null) return;
    const timer = setTimeout(() => setNowMs(Date.now()), tickOf(leftMs));
    return () => clearTimeout(timer);
  }, [nowMs, burnsAt]);
  const left = leftMs === null ? null : waitTime(leftMs);
  const label = left === null ? t("burns", { time: spanTime(afterMs) }) : t("burning", { time: left });
  return (
    <span class="message-state message-burns" title={label}>
      <Icon name="flame" size={14} />
      {left !== null && <span aria-hidden="true">{left}</span>}
      <span class="visually-hidden">{label}</span>
    </span>
  );
}
