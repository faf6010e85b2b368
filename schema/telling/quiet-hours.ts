// Whether it is a time at which the user wants to be told nothing: by the clock on the wall where they say they are. Pure, and
// without a shape: the page judges by it too.
import type { QuietHours, Weekday } from "../protocol/notifications.ts";

/** In their order. */
const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** To make one takes longer than to use it; a user has one zone. Null: this machine does not know the zone. */
const clocks = new Map<string, Intl.DateTimeFormat | null>();
const mostClocks = 500;

function clockOf(zone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = makeClock(zone);
  if (clocks.size >= mostClocks) clocks.clear();
  clocks.set(zone, clock);
  return clock;
}

function makeClock(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  } catch {
    // A RangeError: whatever was known when it was chosen. No delivery may fail for it.
    return null;
  }
}

/** Whether there is a zone of this name. */
export const isZone = (zone: string): boolean => clockOf(zone) !== null;

/** Never in a zone that is not known any more. */
export function isQuiet({ from, to, zone, days }: QuietHours, now: number): boolean {
  const clock = clockOf(zone);
  if (clock === null) return false;
  const parts = new Map(clock.formatToParts(now).map(({ type, value }) => [type, value]));
  const minutes = Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
  const today = weekdays.findIndex((day) => day === parts.get("weekday")?.toLowerCase());
  const isOn = (day: number): boolean => (days as readonly (Weekday | undefined)[]).includes(weekdays[day]);
  const [begins, ends] = [minutesOf(from), minutesOf(to)];
  if (begins < ends) return isOn(today) && minutes >= begins && minutes < ends;
  const isSinceYesterday = minutes < ends && isOn((today + weekdays.length - 1) % weekdays.length);
  return isSinceYesterday || (minutes >= begins && isOn(today));
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
