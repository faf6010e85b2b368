// Of which messages of a conversation a user is told at a time. Pure: the server asks it for notifications, the page for sounds.
import type { NotificationSettings } from "../protocol/notifications.ts";
import { isQuiet } from "./quiet-hours.ts";

/** What the user has chosen, for the conversation and for all. */
export interface Wishes {
  readonly settings: { readonly notify?: "all" | "mentions" | "none"; readonly mutedUntil?: number };
  readonly choices: Pick<NotificationSettings, "mentionsBreakThrough" | "quietHours">;
  /** In ms since 1970. */
  readonly now: number;
}

export type Level = "all" | "mentions" | "none";

export function levelNow({ settings, choices, now }: Wishes): Level {
  const { notify = "all", mutedUntil = 0 } = settings;
  const { mentionsBreakThrough, quietHours } = choices;
  const isHeldBack = mutedUntil > now || (quietHours !== null && isQuiet(quietHours, now));
  if (notify === "none" || !isHeldBack) return notify;
  return mentionsBreakThrough ? "mentions" : "none";
}
