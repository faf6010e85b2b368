// A suspension in words: whether it holds, and until when. Pure.
import { exactTime, untilTime } from "../text/times.ts";
import { now } from "../ui/clock.ts";
import type { Suspension } from "./admin-calls.ts";
import { operatorWords as t } from "./operator-words.ts";

/** One whose time is over holds no longer. */
export const isSuspended = (suspension: Suspension | null): suspension is Suspension =>
  suspension !== null && (suspension.until === null || suspension.until > now.value);

export const suspensionText = ({ until }: Suspension): string =>
  until === null ? t("state.suspended") : t("state.suspendedUntil", { time: exactTime(until) });

export const shortSuspensionText = ({ until }: Suspension): string =>
  until === null ? t("state.suspended") : t("state.until", { time: untilTime(until, now.value) });
