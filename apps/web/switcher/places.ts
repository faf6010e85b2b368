// The pages and acts that the switcher knows by name.
import { newChatWords } from "../new-chat/new-chat-words.ts";
import { linkToken } from "../join/link-token.ts";
import type { Route } from "../route/route.ts";
import { settingsPages } from "../settings/settings-pages.ts";
import { commonWords } from "../ui/common-words.ts";
import type { IconName } from "../ui/icon-paths.ts";
import type { Place } from "./choices.ts";
import { switcherWords as t } from "./switcher-words.ts";

export interface SwitcherPlace extends Place {
  readonly icon: IconName;
  /** Null: it asks whether to sign out. */
  readonly to: Route | null;
  readonly isSettings: boolean;
}

/** @param username one's own, as far as it is known */
export function switcherPlaces(username: string | undefined): readonly SwitcherPlace[] {
  const common = { isCommon: true, isSettings: false };
  return [
    {
      ...common,
      key: "new",
      label: newChatWords("title"),
      also: t("newChatAlso"),
      icon: "compose",
      to: { name: "new" },
    },
    {
      ...common,
      key: "new-group",
      label: newChatWords("newGroup"),
      also: t("newGroupAlso"),
      icon: "people",
      to: { name: "new-group" },
    },
    ...(username === undefined
      ? []
      : [
          {
            ...common,
            key: "my-link",
            label: commonWords("myLink"),
            also: t("myLinkAlso"),
            icon: "at",
            to: { name: "user", username },
          } as const,
        ]),
    {
      ...common,
      key: "settings",
      label: commonWords("settings"),
      also: t("settingsAlso"),
      icon: "settings",
      to: { name: "settings", page: "" },
    },
    ...settingsPages.map(({ name, icon, label }) => ({
      key: name,
      label: label(),
      also: t(`${name}Also`),
      icon,
      to: { name: "settings", page: name } as const,
      isCommon: false,
      isSettings: true,
    })),
    {
      key: "sign-out",
      label: t("signOut"),
      also: t("signOutAlso"),
      icon: "exit",
      to: null,
      isCommon: false,
      isSettings: false,
    },
  ];
}

/** The group of a link that was pasted; null: it is none. A person's link finds the person by the username. */
export function placeOfInvitation(text: string): SwitcherPlace | null {
  const token = linkToken(text);
  if (token === null) return null;
  const to = { name: "join", token } as const;
  return { key: token, label: t("invitation"), also: "", icon: "link", to, isCommon: false, isSettings: false };
}
