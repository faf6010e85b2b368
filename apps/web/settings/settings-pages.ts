// The pages of the settings, in the order of their index.
import type { SettingsPage } from "../route/route.ts";
import type { IconName } from "../ui/icon-paths.ts";
import { settingsWords as t } from "./settings-words.ts";

export interface SettingsPageEntry {
  readonly name: SettingsPage;
  readonly icon: IconName;
  readonly label: () => string;
  /** Of no use without a keyboard. */
  readonly isForKeys?: boolean;
}

export const settingsPages: readonly SettingsPageEntry[] = [
  { name: "account", icon: "person", label: () => t("account") },
  { name: "appearance", icon: "contrast", label: () => t("appearance") },
  { name: "notifications", icon: "bell", label: () => t("notifications") },
  { name: "devices", icon: "devices", label: () => t("devices") },
  { name: "privacy", icon: "shield", label: () => t("privacy") },
  { name: "security", icon: "lock", label: () => t("security") },
  { name: "keyboard", icon: "keyboard", label: () => t("keyboard"), isForKeys: true },
];

/** Shown beside the index as long as none was chosen. */
export const firstPage: SettingsPage = "account";
