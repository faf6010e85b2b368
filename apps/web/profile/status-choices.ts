// What is offered for a status: until when, and a few that people often have. Pure; by the device's own calendar.
export const untilNames = ["never", "hour", "today", "week"] as const;
export type UntilName = (typeof untilNames)[number];

export const presetStatuses = [
  { name: "lunch", emoji: "🍜", until: "hour" },
  { name: "focus", emoji: "🎯", until: "hour" },
  { name: "home", emoji: "🏠", until: "today" },
  { name: "sick", emoji: "🤒", until: "today" },
  { name: "holiday", emoji: "🌴", until: "week" },
] as const satisfies readonly { readonly name: string; readonly emoji: string; readonly until: UntilName }[];

/** In ms since 1970; null: without an end. */
export function untilOf(name: UntilName, nowMs: number): number | null {
  const now = new Date(nowMs);
  const midnight = (days: number): number =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days).getTime();
  switch (name) {
    case "never":
      return null;
    case "hour":
      return nowMs + 3_600_000;
    case "today":
      return midnight(1);
    case "week":
      return midnight(8);
  }
}
