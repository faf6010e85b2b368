// A security event in the person's language: what happened, and where and when.
import type { SecurityEvent } from "@klatch/sdk";
import { agoTime } from "../text/times.ts";
import { securityWords as t } from "./security-words.ts";

export interface SecurityText {
  readonly title: string;
  readonly note: string;
}

export function securityText(event: SecurityEvent, nowMs: number): SecurityText {
  const time = agoTime(event.at, nowMs);
  return event.event === "sign-in-failed"
    ? { title: t("sign-in-failed", { count: event.count ?? 1 }), note: whence(event, time) }
    : { title: titleOf(event), note: time };
}

function titleOf({ event, by }: SecurityEvent): string {
  switch (event) {
    case "signed-out":
      return by === "other-device" || by === "device-limit" || by === "token-reuse" || by === "password-change"
        ? t(`signed-out.${by}`)
        : t("signed-out");
    case "registered":
    case "signed-in":
    case "password-changed":
    case "refresh-token-reused":
    case "sign-in-locked":
      return t(event);
    // Of a newer server.
    default:
      return t("unknown");
  }
}

function whence({ network = null, locked = false }: SecurityEvent, time: string): string {
  if (network === null) return t(locked ? "lockedFromUnknown" : "fromUnknown", { time });
  return t(locked ? "lockedFrom" : "from", { network, time });
}
