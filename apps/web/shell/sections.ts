// The sections of the page: the items of the rail, and of the tab bar on a phone.
import { tabStorage } from "../platform/storage.ts";
import type { Route } from "../route/route.ts";
import type { Shown } from "../route/stack.ts";
import type { IconName } from "../ui/icon-paths.ts";
import { shellWords as t } from "./shell-words.ts";

export interface Section {
  readonly name: "chats" | "people" | "me" | "admin";
  readonly icon: IconName;
  readonly to: Route;
  readonly label: () => string;
}

export const chatsSection: Section = {
  name: "chats",
  icon: "chats",
  to: { name: "chats" },
  label: () => t("chats"),
};

export const peopleSection: Section = {
  name: "people",
  icon: "people",
  to: { name: "people", view: "friends" },
  label: () => t("people"),
};

export const adminSection: Section = {
  name: "admin",
  icon: "shield",
  to: { name: "admin", page: "", item: "" },
  label: () => t("admin"),
};

export const sectionOf = ({ list }: Shown): Section["name"] =>
  list === "settings" ? "me" : list === "people" ? "people" : "chats";

/** An operator has left a token in this tab. `admin/operator-session.ts` keeps it, which only the admin pages load. */
export const isOperator = (): boolean => tabStorage.getItem("klatch-operator") !== null;
