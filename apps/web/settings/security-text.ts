// A security event in the person's language: what happened, and where and when.
import type { Device, SecurityEvent } from "@klatch/sdk";
import { agoTime, exactTime } from "../text/times.ts";
import { deviceName } from "./device-text.ts";
import { securityWords as t } from "./security-words.ts";
import { settingsWords } from "./settings-words.ts";

export interface SecurityText {
  readonly title: string;
  readonly note: string;
}

/** The names of devices that are signed in. */
export type DeviceNames = ReadonlyMap<string, string>;

export function securityText(event: SecurityEvent, nowMs: number, names: DeviceNames = new Map()): SecurityText {
  const time = agoTime(event.at, nowMs);
  if (event.event === "sign-in-failed")
    return { title: t("sign-in-failed", { count: event.count ?? 1 }), note: whence(event, time) };
  const device = (event.deviceId === null ? undefined : names.get(event.deviceId)) ?? platformOf(event);
  return { title: titleOf(event), note: device === undefined ? time : t("ofDevice", { device, time }) };
}

/** This device is named as such. */
export const namesOf = (devices: readonly Device[]): DeviceNames =>
  new Map(devices.map((device) => [device.id, device.current ? settingsWords("thisDevice") : deviceName(device)]));

const platformOf = ({ platform }: SecurityEvent): string | undefined =>
  platform === undefined ? undefined : t(`platform.${platform}`);

function titleOf({ event, by, until = null }: SecurityEvent): string {
  switch (event) {
    case "signed-out":
      return isKnownBy(by) ? t(`signed-out.${by}`) : t("signed-out");
    case "suspended":
      return until === null ? t("suspended") : t("suspendedUntil", { time: exactTime(until) });
    case "deletion-begun":
      return t("deletion-begun", { time: until === null ? "" : exactTime(until) });
    case "deletion-cancelled":
    case "restored":
    case "registered":
    case "signed-in":
    case "password-changed":
    case "username-changed":
    case "refresh-token-reused":
    case "sign-in-locked":
      return t(event);
    // Of a newer server.
    default:
      return t("unknown");
  }
}

const knownBys = [
  "other-device",
  "device-limit",
  "token-reuse",
  "password-change",
  "operator",
  "login-policy",
  "account-deletion",
] as const;
const isKnownBy = (by: string | undefined): by is (typeof knownBys)[number] => knownBys.some((known) => known === by);

function whence({ network = null, locked = false }: SecurityEvent, time: string): string {
  if (network === null) return t(locked ? "lockedFromUnknown" : "fromUnknown", { time });
  return t(locked ? "lockedFrom" : "from", { network, time });
}
