// The items of a member's menu: the actions that the user's role allows.
import type { Group, Member } from "@klatch/sdk";
import { directWith } from "../model/direct-with.ts";
import { fromHere } from "../route/navigation.ts";
import type { Chat } from "../model/chat.ts";
import { commonWords } from "../ui/common-words.ts";
import type { MenuItem } from "../ui/menu.tsx";
import { copy } from "../ui/copy.ts";
import { sayError } from "../ui/toasts.tsx";
import { memberWords as t } from "./member-words.ts";
import { mayToMember } from "./permissions.ts";

export type MemberDialogName = "nickname" | "silence" | "remove" | "ban" | "transfer";

export function memberActions(
  chat: Chat,
  group: Group,
  member: Member,
  isSilenced: boolean,
  open: (dialog: MemberDialogName) => void,
): MenuItem[] {
  const { groups } = chat.client;
  const { userId, role } = member;
  const isSelf = userId === chat.me;
  const may = (action: Parameters<typeof mayToMember>[1]): boolean => mayToMember(group, action, member);
  const at = (work: () => Promise<unknown>) => (): void => void work().catch(sayError);
  const username = chat.people.get(userId)?.username;
  const items: (MenuItem | false)[] = [
    !isSelf && { label: t("message"), icon: "compose", onSelect: at(() => write(chat, member)) },
    username !== undefined && {
      label: commonWords("copyUsername"),
      icon: "copy",
      onSelect: at(() => copy(username, "username")),
    },
    may("nickname") && { label: t("nickname"), icon: "at", onSelect: () => open("nickname") },
    may("set-role") &&
      role === "member" && {
        label: t("makeAdmin"),
        icon: "shield",
        onSelect: at(() => groups.setRole(group.id, userId, "admin")),
      },
    may("set-role") &&
      role === "admin" && {
        label: t("makeMember"),
        icon: "person",
        onSelect: at(() => groups.setRole(group.id, userId, "member")),
      },
    may("transfer") && { label: t("transfer"), icon: "crown", onSelect: () => open("transfer") },
    may("silence") &&
      (isSilenced
        ? { label: t("unsilence"), icon: "check", onSelect: at(() => groups.silence(group.id, userId, null)) }
        : { label: t("silence"), icon: "mute", onSelect: () => open("silence") }),
    may("remove") && { label: t("remove"), icon: "exit", danger: true, onSelect: () => open("remove") },
    may("ban") && { label: t("ban"), icon: "ban", danger: true, onSelect: () => open("ban") },
  ];
  return items.filter((item) => item !== false);
}

async function write(chat: Chat, { userId }: Member): Promise<void> {
  const here = fromHere();
  here.go({ name: "conversation", id: await directWith(chat, userId), side: null });
}
