// Formats times: the clock of a message, the day above it, the short form of the inbox. All in the person's time zone, in
// the words of the page and the order of the person's region.
import { formatterOf } from "../i18n/format.ts";
import { catalogue } from "../i18n/catalogue.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const timeWords = catalogue(
  { today: "Today", yesterday: "Yesterday", now: "now", dayAndClock: "{day}, {clock}" },
  { today: "今天", yesterday: "昨天", now: "刚刚", dayAndClock: "{day} {clock}" },
);

/** Calendars end here: a later time, which somebody may have sent, is shown as this one. */
const latestMs = 8.64e15;

function dateFormat(options: Intl.DateTimeFormatOptions, by: "words" | "numbers" = "words"): (atMs: number) => string {
  const formatter = formatterOf(
    (locale) =>
      new Intl.DateTimeFormat(locale[by], {
        ...options,
        ...(options.timeStyle !== undefined && { hourCycle: locale.hourCycle }),
      }),
  );
  // A date of digits is read from the left, also in the format of a region that writes from the right.
  return (atMs) => formatter().format(Math.min(atMs, latestMs)).replaceAll("\u200F", "");
}

const clock = dateFormat({ timeStyle: "short" });
const weekday = dateFormat({ weekday: "long" });
const shortWeekday = dateFormat({ weekday: "short" });
const dayOfYear = dateFormat({ day: "numeric", month: "long" });
const shortDay = dateFormat({ day: "numeric", month: "short" });
const fullDay = dateFormat({ day: "numeric", month: "long", year: "numeric" });
const numericDay = dateFormat({ day: "numeric", month: "numeric", year: "2-digit" }, "numbers");
const exact = dateFormat({ dateStyle: "long", timeStyle: "short" });
const long = { style: "unit", unitDisplay: "long" } as const;
const longSeconds = formatterOf((locale) => new Intl.NumberFormat(locale.words, { ...long, unit: "second" }));
const longMinutes = formatterOf((locale) => new Intl.NumberFormat(locale.words, { ...long, unit: "minute" }));
const longHours = formatterOf((locale) => new Intl.NumberFormat(locale.words, { ...long, unit: "hour" }));
const longDays = formatterOf((locale) => new Intl.NumberFormat(locale.words, { ...long, unit: "day" }));
const ago = formatterOf((locale) => new Intl.RelativeTimeFormat(locale.words, { numeric: "auto" }));

/** A local day, from midnight to midnight, in ms since 1970. */
export interface Day {
  readonly fromMs: number;
  /** The first moment of the next day. */
  readonly untilMs: number;
}

/** The local day that contains a time. It has 23 to 25 hours. */
export function dayOf(atMs: number): Day {
  const date = new Date(atMs);
  const midnight = (days: number): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
  return { fromMs: midnight(0), untilMs: midnight(1) };
}

/** "14:05" */
export const clockTime = (atMs: number): string => clock(atMs);
/** The exact time: day, year and clock. */
export const exactTime = (atMs: number): string => exact(atMs);

/** "3 March 2024" */
export const longDate = (atMs: number): string => fullDay(atMs);

/** "Today", "Yesterday", "Monday", "3 March", "3 March 2024": for the row between the messages of two days. */
export function dayLabel(atMs: number, nowMs: number): string {
  const days = daysBetween(atMs, nowMs);
  if (days === 0) return timeWords("today");
  if (days === 1) return timeWords("yesterday");
  if (days > 1 && days < 7) return weekday(atMs);
  return isSameYear(atMs, nowMs) ? dayOfYear(atMs) : fullDay(atMs);
}

/**
 * "14:05", "Yesterday", "Mon", "3 Mar", "03/03/24": the short form for lists. It changes at midnight only.
 *
 * @param nowMs any time of today
 */
export function listTime(atMs: number, nowMs: number): string {
  const days = daysBetween(atMs, nowMs);
  // A little ahead of this device's clock is today too.
  if (days === 0 || days === -1) return clockTime(atMs);
  if (days === 1) return timeWords("yesterday");
  if (days > 1 && days < 7) return shortWeekday(atMs);
  return isSameYear(atMs, nowMs) ? shortDay(atMs) : numericDay(atMs);
}

/** The end of something: the clock if it is today, otherwise day and clock, with the year if it is another one. */
export function untilTime(atMs: number, nowMs: number): string {
  if (!isSameYear(atMs, nowMs)) return exactTime(atMs);
  const clockText = clockTime(atMs);
  return daysBetween(atMs, nowMs) === 0
    ? clockText
    : timeWords("dayAndClock", { day: shortDay(atMs), clock: clockText });
}

/** "40 seconds", "3 minutes", "2 hours": a duration to wait, rounded up. */
export function waitTime(ms: number): string {
  if (ms <= 90_000) return longSeconds().format(Math.max(1, Math.ceil(ms / 1_000)));
  if (ms <= 90 * minuteMs) return longMinutes().format(Math.ceil(ms / minuteMs));
  return longHours().format(Math.ceil(ms / hourMs));
}

/** "10 seconds", "1 hour", "7 days": a length that somebody chose, in the largest unit of which it is a whole number. */
export function spanTime(ms: number): string {
  if (ms % dayMs === 0) return longDays().format(ms / dayMs);
  if (ms % hourMs === 0) return longHours().format(ms / hourMs);
  return ms % minuteMs === 0 ? longMinutes().format(ms / minuteMs) : longSeconds().format(ms / 1_000);
}

/** "2 minutes ago", "yesterday", "3 weeks ago" */
export function agoTime(atMs: number, nowMs: number): string {
  const sinceMs = Math.max(0, nowMs - atMs);
  if (sinceMs < minuteMs) return timeWords("now");
  if (sinceMs < hourMs) return ago().format(-Math.floor(sinceMs / minuteMs), "minute");
  if (sinceMs < dayMs) return ago().format(-Math.floor(sinceMs / hourMs), "hour");
  const days = Math.max(1, daysBetween(atMs, nowMs));
  return days < 30 ? ago().format(-days, "day") : fullDay(atMs);
}

/** The number of local midnights between two times. */
function daysBetween(atMs: number, nowMs: number): number {
  // Rounded, because a day may have 23 or 25 hours.
  return Math.round((midnightOf(nowMs) - midnightOf(atMs)) / dayMs);
}

const midnightOf = (atMs: number): number => new Date(atMs).setHours(0, 0, 0, 0);
const isSameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear();
