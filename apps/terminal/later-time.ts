// When a message is to be sent, as it is typed: a clock, a duration, or a day with a clock. Pure; by the device's calendar.

const minuteMs = 60_000;
const unitMs = { m: minuteMs, h: 60 * minuteMs, d: 24 * 60 * minuteMs } as const;

/** @returns ms since 1970; null: it is no time */
export function laterTime(word: string, nowMs: number): number | null {
  const [, amount, unit] = /^\+(\d{1,5})([mhd])$/.exec(word) ?? [];
  if (amount !== undefined) return nowMs + Number(amount) * unitMs[unit as keyof typeof unitMs];
  const [, year, month, day, hour = "", minute = ""] =
    /^(?:(\d{4})-(\d{1,2})-(\d{1,2})T)?([01]?\d|2[0-3]):([0-5]\d)$/.exec(word) ?? [];
  if (hour === "") return null;
  const now = new Date(nowMs);
  const at = (date: number, ofMonth = now.getMonth(), ofYear = now.getFullYear()): Date =>
    new Date(ofYear, ofMonth, date, Number(hour), Number(minute));
  if (year !== undefined) {
    const named = at(Number(day), Number(month) - 1, Number(year));
    // No 31 February.
    return named.getDate() === Number(day) && named.getMonth() === Number(month) - 1 ? named.getTime() : null;
  }
  const today = at(now.getDate()).getTime();
  return today > nowMs ? today : at(now.getDate() + 1).getTime();
}
