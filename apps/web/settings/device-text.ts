// A signed-in device in words: its name, and where and when it was last seen. Pure.
import type { Device } from "@klatch/sdk";
import { tameName } from "../../text/tame-name.ts";
import { agoTime } from "../text/times.ts";
import { securityWords } from "./security-words.ts";
import { settingsWords as t } from "./settings-words.ts";

export const deviceName = ({ name, platform }: Pick<Device, "name" | "platform">): string =>
  tameName(name) || platformOf({ platform });

/** A server of an earlier version tells no network. */
export function deviceNote(device: Device, nowMs: number): string {
  const where = whereAndWhen(device, nowMs);
  // Else the platform stands for the name.
  return tameName(device.name) === "" ? where : t("ofPlatform", { platform: platformOf(device), where });
}

const platformOf = ({ platform }: Pick<Device, "platform">): string => securityWords(`platform.${platform}`);

function whereAndWhen({ current, lastSeenAt, network = null }: Device, nowMs: number): string {
  if (current) return network === null ? t("thisDevice") : t("thisDeviceIn", { network });
  const time = agoTime(lastSeenAt, nowMs);
  return network === null ? t("lastSeen", { time }) : t("lastSeenIn", { time, network });
}

/** The others stay in their order: the most recently seen first. */
export const thisDeviceFirst = (devices: readonly Device[]): readonly Device[] =>
  devices.toSorted((a, b) => Number(b.current) - Number(a.current));
