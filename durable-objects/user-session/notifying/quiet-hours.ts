// Whether it is a time at which the user wants to be told nothing: by the clock on the wall where they say they are. Pure.
import { weekdays, type QuietHours, type Weekday } from "../../../schema/protocol/notifications.ts";

/** To make one takes longer than to use it; a user has one zone. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const mostClocks = 500;

/** @throws RangeError for a zone that there is not */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  if (clocks.size >= mostClocks) clocks.clear();
  clocks.set(zone, clock);
  return clock;
}

export function isQuiet({ from, to, zone, days }: QuietHours, now: number): boolean {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const minutes = Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
  const today = weekdays.findIndex((day) => day === parts.get("weekday")?.toLowerCase());
  const isOn = (day: number): boolean => (days as readonly (Weekday | undefined)[]).includes(weekdays[day]);
  const [begins, ends] = [minutesOf(from), minutesOf(to)];
  if (begins < ends) return isOn(today) && minutes >= begins && minutes < ends;
  const isSinceYesterday = minutes < ends && isOn((today + weekdays.length - 1) % weekdays.length);
  return isSinceYesterday || (minutes >= begins && isOn(today));
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
