// Quiet hours by the clock on the wall: across midnight, by days, in any zone, and when clocks change.
import { expect, it } from "vitest";
import { isQuiet, isZone } from "../../schema/telling/quiet-hours.ts";
import { weekdays, type QuietHours } from "../../schema/protocol/notifications.ts";

const nights: QuietHours = { from: "22:00", to: "07:00", zone: "Europe/Berlin", days: [...weekdays] };
/** Of a work day, as nights begin. */
const workNights: QuietHours = { ...nights, days: ["sun", "mon", "tue", "wed", "thu"] };
const siesta: QuietHours = { from: "13:00", to: "15:30", zone: "Europe/Madrid", days: ["sat", "sun"] };
const sundays: QuietHours = { from: "00:00", to: "00:00", zone: "Asia/Kolkata", days: ["sun"] };
const shabbat: QuietHours = { from: "18:00", to: "18:00", zone: "Asia/Jerusalem", days: ["fri"] };

it.each<readonly [string, QuietHours, string, boolean]>([
  // Berlin is an hour ahead of UTC in winter, two in summer.
  ["before they begin", nights, "2026-11-30T20:59:59Z", false],
  ["as they begin", nights, "2026-11-30T21:00:00Z", true],
  ["at midnight", nights, "2026-11-30T23:00:00Z", true],
  ["before they end", nights, "2026-12-01T05:59:59Z", true],
  ["as they end", nights, "2026-12-01T06:00:00Z", false],
  ["in summer they begin an hour earlier by UTC", nights, "2026-07-01T20:00:00Z", true],
  ["and end so", nights, "2026-07-01T05:00:00Z", false],
  // Clocks went from 2 to 3 on 29 March 2026, at 1:00 UTC.
  ["the night is an hour shorter in March", nights, "2026-03-29T05:00:00Z", false],
  ["but not a minute more", nights, "2026-03-29T04:59:59Z", true],
  // And from 3 to 2 on 25 October 2026, at 1:00 UTC.
  ["the night is an hour longer in October", nights, "2026-10-25T05:59:59Z", true],
  ["both times that it is half past two", { ...nights, from: "02:15", to: "02:45" }, "2026-10-25T00:30:00Z", true],
  [
    "both times that it is half past two, again",
    { ...nights, from: "02:15", to: "02:45" },
    "2026-10-25T01:30:00Z",
    true,
  ],
  ["never, if that time is skipped", { ...nights, from: "02:15", to: "02:45" }, "2026-03-29T01:30:00Z", false],
  ["Friday evening is free", workNights, "2026-12-04T22:00:00Z", false],
  ["and so is Saturday morning", workNights, "2026-12-05T03:00:00Z", false],
  ["Sunday night is not", workNights, "2026-12-06T22:00:00Z", true],
  ["nor is what it becomes on Monday", workNights, "2026-12-07T03:00:00Z", true],
  ["within a day", siesta, "2026-12-05T13:00:00Z", true],
  ["within a day, not before", siesta, "2026-12-05T11:59:00Z", false],
  ["within a day, not on another", siesta, "2026-12-04T13:00:00Z", false],
  // Kolkata is five and a half hours ahead.
  ["a whole day begins at its own midnight", sundays, "2026-12-05T18:30:00Z", true],
  ["and ends at the next", sundays, "2026-12-06T18:30:00Z", false],
  ["and has nothing before", sundays, "2026-12-05T18:29:59Z", false],
  ["a day that begins in the evening", shabbat, "2026-12-04T16:00:00Z", true],
  ["and ends in the next", shabbat, "2026-12-05T16:00:00Z", false],
  ["and lasts in between", shabbat, "2026-12-05T15:59:00Z", true],
  ["zones half an hour apart", { ...nights, zone: "Asia/Kathmandu" }, "2026-11-30T16:15:00Z", true],
  ["zones on the other side of the date line", { ...siesta, zone: "Pacific/Kiritimati" }, "2026-12-04T23:00:00Z", true],
])("[PUSH-16] %s", (_, hours, at, quiet) => {
  expect(isQuiet(hours, Date.parse(at))).toBe(quiet);
});

it("[PUSH-16] a zone that there is not is none, and keeps nobody from being told", () => {
  const atlantis = { ...nights, zone: "Europe/Atlantis" };
  expect([isZone("Europe/Berlin"), isZone(atlantis.zone)]).toEqual([true, false]);
  expect(isQuiet(atlantis, Date.parse("2026-11-30T23:00:00Z"))).toBe(false);
});
