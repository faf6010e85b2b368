// Says who of those that were added to a group has to agree first.
import type { UserId } from "@klatch/sdk";
import { formatList } from "../i18n/format.ts";
import { say } from "../ui/toasts.tsx";
import { invitedWords as t } from "./invited-words.ts";

export function sayInvited(invited: readonly UserId[] | undefined, nameOf: (userId: UserId) => string): void {
  if (invited === undefined || invited.length === 0) return;
  say(t("invited", { names: formatList(invited.map((userId) => nameOf(userId))) }));
}
