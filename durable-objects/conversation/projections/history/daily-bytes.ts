// How much a conversation may write to D1 on one day. Pure: what is counted is kept in history's progress.
import type { Progress } from "./history-progress.ts";

export type DailyBytes = Pick<Progress, "day" | "dayBytes">;

const dayMs = 86_400_000;

/** Days since 1970. */
const dayOf = (now: number): number => Math.floor(now / dayMs);

/** When the day ends whose bytes are spent, ms since 1970; 0 if they are not, or were counted by a clock that was ahead. */
export const spentUntil = ({ day, dayBytes }: DailyBytes, most: number, now: number): number =>
  day <= dayOf(now) && dayBytes >= most ? (day + 1) * dayMs : 0;

export function counted({ day, dayBytes }: DailyBytes, bytes: number, now: number): DailyBytes {
  const today = dayOf(now);
  return { day: today, dayBytes: day === today ? dayBytes + bytes : bytes };
}
