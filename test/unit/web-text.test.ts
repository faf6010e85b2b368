// What the page says of times, names and what happened in a group.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localePreference, systemLanguages } from "../../apps/web/i18n/locale.ts";
import { matchRank, ranked } from "../../apps/text/match-names.ts";
import { onOneLine } from "../../apps/text/on-one-line.ts";
import { previewText } from "../../apps/text/preview-text.ts";
import { colourOf, initialsOf } from "../../apps/web/text/initials.ts";
import { endlessSilenceMs } from "../../apps/text/silence-end.ts";
import { systemLine, type SystemLineContext } from "../../apps/web/text/system-line.ts";
import {
  agoTime,
  clockTime,
  dayLabel,
  dayOf,
  exactTime,
  listTime,
  longDate,
  untilTime,
  waitTime,
} from "../../apps/web/text/times.ts";
import type { GroupChangedFrame } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
import type { UserId } from "../../schema/protocol/ids.ts";

const now = new Date(2026, 10, 25, 14, 5).getTime();
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

beforeEach(() => {
  localePreference.value = "en";
  systemLanguages.value = ["en-GB"];
});
// As on a new page: other files share it.
afterEach(() => {
  localePreference.value = "system";
  systemLanguages.value = [];
});

describe("[WEB-2] times", () => {
  it("are as short in the list as they can be", () => {
    const ages = [0, 5 * minuteMs, 3 * 60 * minuteMs, dayMs, 3 * dayMs, 60 * dayMs, 700 * dayMs];
    expect(ages.map((age) => listTime(now - age, now))).toEqual([
      "14:05",
      "14:00",
      "11:05",
      "Yesterday",
      "Sun",
      "26 Sept",
      "25/12/24",
    ]);
    // Another device's clock may be a little ahead, past midnight too.
    expect(listTime(now + 11 * 60 * minuteMs, now)).toBe("01:05");
  });

  it("[WEB-70] of an end say the year if it is another one, and none breaks the page", () => {
    expect(untilTime(now + minuteMs, now)).toBe("14:06");
    expect(untilTime(now + dayMs, now)).toBe("26 Nov, 14:05");
    expect(untilTime(now + 366 * dayMs, now)).toBe("26 November 2027 at 14:05");
    const never = Number.MAX_SAFE_INTEGER;
    const texts = [untilTime(never, now), exactTime(never), longDate(never), clockTime(never), dayLabel(never, now)];
    for (const text of [...texts, listTime(never, now)]) expect(text).not.toContain("Invalid");
    expect(longDate(never)).toContain("275760");
  });

  it("name the day between messages, by the local calendar", () => {
    const ages = [0, dayMs, 2 * dayMs, 30 * dayMs, 400 * dayMs];
    expect(ages.map((age) => dayLabel(now - age, now))).toEqual([
      "Today",
      "Yesterday",
      "Monday",
      "26 October",
      "21 October 2025",
    ]);
    const newYear = new Date(2026, 0, 1, 0, 0).getTime();
    expect(dayOf(newYear)).toEqual({ fromMs: newYear, untilMs: new Date(2026, 0, 2).getTime() });
    expect(dayOf(newYear - 1)).toEqual({ fromMs: new Date(2025, 11, 31).getTime(), untilMs: newYear });
  });

  it("say how long to wait, rounded up, and how long ago", () => {
    expect([1, 40_000, 100_000, 2 * 3_600_000].map(waitTime)).toEqual([
      "1 second",
      "40 seconds",
      "2 minutes",
      "2 hours",
    ]);
    expect([minuteMs, 3 * 3_600_000, dayMs].map((age) => agoTime(now - age, now))).toEqual([
      "1 minute ago",
      "3 hours ago",
      "yesterday",
    ]);
  });

  it("are written as the other language writes them once it is chosen", () => {
    localePreference.value = "zh";
    expect(dayLabel(now, now)).toBe("今天");
    expect(listTime(now - dayMs, now)).toBe("昨天");
    expect(waitTime(40_000)).toBe("40秒钟");
    expect(clockTime(now)).toBe("14:05");
  });
});

it.each([
  ["Ada Lovelace", "AL"],
  ["ada", "A"],
  ["王小明", "小明"],
  ["欧阳娜娜", "娜娜"],
  ["🦊 fox", "🦊"],
  ["_x_", "X"],
  ["", ""],
])("[WEB-3] the picture of %s says %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

it("[WEB-124] a preview that is cut says so, and is not cut within a character", () => {
  expect(onOneLine("a\n b")).toBe("a b");
  expect(onOneLine("x".repeat(160))).toBe("x".repeat(160));
  expect(onOneLine("x".repeat(161))).toBe(`${"x".repeat(159)}…`);
  expect(onOneLine("👋".repeat(81))).toBe(`${"👋".repeat(79)}…`);
  expect(previewText(`**${"bold ".repeat(50)}**`).endsWith("…")).toBe(true);
});

it("[WEB-3] its colour stays with the id, and ids spread over all ten", () => {
  const colours = Array.from({ length: 500 }, (_, n) => colourOf(`user_${n}`));
  expect(new Set(colours)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  expect(colourOf("user_7")).toBe(colours[7]);
});

it("[WEB-4] names answer to their beginning, a word of them, a part, their letters in order, in this order", () => {
  expect(["Ada L", "Lady Ada", "Canada", "A big day", "Bob"].map((name) => matchRank(name, " aDa "))).toEqual([
    0,
    1,
    2,
    3,
    null,
  ]);
  const found = ranked(["Canada", "x Ada", "Ada", "Bob", "Adam"], (name) => matchRank(name, "ada"), 3);
  expect(found.map(({ item }) => item)).toEqual(["Ada", "Adam", "x Ada"]);
});

describe("[WEB-5] a line between the messages", () => {
  const [me, ada, bob] = ["user_me", "user_ada", "user_bob"] as [UserId, UserId, UserId];
  const names: Readonly<Record<string, string>> = { [ada]: "Ada", [bob]: "Bob" };
  const nameOf = (id: UserId): string => names[id] ?? "Somebody";
  const context: SystemLineContext = { me, nameOf, ownNameOf: nameOf, nowMs: now };
  const line = (event: object): string | null => systemLine(event as MemberChangedFrame | GroupChangedFrame, context);
  const members = (actorId: UserId, userIds: readonly UserId[], change: MemberChangedFrame["change"]): string | null =>
    line({ type: "member-changed", actorId, userIds, change });

  it("says who did what to whom, oneself as you", () => {
    expect(members(ada, [bob], { kind: "joined", how: "added", role: "member" })).toBe("Ada added Bob");
    expect(members(ada, [me, bob], { kind: "joined", how: "added", role: "member" })).toBe("Ada added you and Bob");
    expect(members(bob, [bob], { kind: "left" })).toBe("Bob left");
    expect(members(me, [bob], { kind: "removed", banned: false })).toBe("You removed Bob");
  });

  it("does not name everybody of a crowd", () => {
    const crowd = Array.from({ length: 8 }, (_, n) => `user_${n}` as UserId);
    expect(members(ada, [...crowd, bob], { kind: "joined", how: "added", role: "member" })).toContain("6 others");
  });

  it("leaves out what the line before it has said", () => {
    expect(members(ada, [ada], { kind: "role", role: "member" })).toBeNull();
    expect(members(ada, [ada], { kind: "joined", how: "created", role: "owner" })).toBeNull();
  });

  it("[WEB-141] tells a silence without an end as one, and never as a date", () => {
    const silenced = (silencedUntil: number | null, createdAt = now): string | null =>
      line({
        type: "member-changed",
        actorId: ada,
        userIds: [bob],
        createdAt,
        change: { kind: "silenced", silencedUntil },
      });
    expect(silenced(now + minuteMs)).toBe("Ada silenced Bob until 14:06");
    for (const until of [now + endlessSilenceMs, Number.MAX_SAFE_INTEGER])
      expect(silenced(until)).toBe("Ada silenced Bob until someone ends it");
    // The line stays as it was when the end comes near.
    expect(silenced(now + dayMs, now - endlessSilenceMs)).toBe("Ada silenced Bob until someone ends it");
    expect(silenced(null)).toBe("Ada let Bob write again");
    localePreference.value = "zh";
    expect(silenced(now + endlessSilenceMs)).toBe("Ada将Bob禁言，直到手动解除");
  });

  it("speaks the other language too", () => {
    localePreference.value = "zh";
    expect(members(bob, [bob], { kind: "left" })).toMatch(/^Bob.*退/u);
    expect(line({ type: "group-changed", actorId: ada, change: { kind: "dissolved" } })).toMatch(/解散/u);
  });
});
