// The times that are offered for a message that is to be sent later. Pure; by the device's own calendar, whose days may have 23
// to 25 hours.

const hourMs = 3_600_000;
const eveningHour = 20;
const morningHour = 9;
/** The evening is offered while it is at least so far away. */
const leastAheadMs = 2 * hourMs;

export interface PresetTime {
  readonly name: "hour" | "tonight" | "tomorrow" | "monday";
  readonly atMs: number;
}

export function presetTimes(nowMs: number): readonly PresetTime[] {
  const now = new Date(nowMs);
  const at = (days: number, hour: number): number =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).getTime();
  const tonight = at(0, eveningHour);
  // From Friday on tomorrow is no day of work.
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { name: "hour", atMs: Math.ceil((nowMs + hourMs) / 60_000) * 60_000 },
    ...(tonight - nowMs >= leastAheadMs ? [{ name: "tonight", atMs: tonight } as const] : []),
    { name: "tomorrow", atMs: at(1, morningHour) },
    ...(untilMonday > 1 && untilMonday <= 3 ? [{ name: "monday", atMs: at(untilMonday, morningHour) } as const] : []),
  ];
}

/** As a field of the type `datetime-local` has it: local, to the minute. */
export function toLocalInput(atMs: number): string {
  const date = new Date(atMs);
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Null: no time, or one that is past or more than 366 days ahead. */
export function fromLocalInput(text: string, nowMs: number): number | null {
  const atMs = new Date(text).getTime();
  return atMs > nowMs && atMs <= nowMs + 366 * 24 * hourMs ? atMs : null;
}
