// What somebody who joined later is told at the beginning of what they may see.
import { dayLabel, dayOf } from "../text/times.ts";
import { conversationWords as t } from "./conversation-words.ts";

/** @param joinedAtMs undefined: the event of joining is not known */
export function joinedText(joinedAtMs: number | undefined, nowMs: number): string {
  if (joinedAtMs === undefined) return t("hiddenBefore");
  const today = dayOf(nowMs);
  if (joinedAtMs >= today.fromMs) return t("joinedToday");
  if (joinedAtMs >= dayOf(today.fromMs - 1).fromMs) return t("joinedYesterday");
  return t("joinedOn", { day: dayLabel(joinedAtMs, nowMs) });
}
