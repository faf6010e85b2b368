// The dialogs that come before an action on a member.
import type { Group, Member } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import type { MemberDialogName } from "./member-actions.ts";
import { memberWords as t } from "./member-words.ts";
import { SilenceDialog } from "./silence-dialog.tsx";
import { NicknameDialog } from "./nickname-dialog.tsx";

interface MemberDialogProps {
  readonly which: MemberDialogName;
  readonly group: Group;
  readonly member: Member;
  readonly name: string;
  readonly onClose: () => void;
}

export function MemberDialog({ which, group, member, name, onClose }: MemberDialogProps) {
  const { groups } = useChat().client;
  const { userId } = member;
  switch (which) {
    case "nickname":
      return <NicknameDialog group={group} member={member} name={name} onClose={onClose} />;
    case "silence":
      return <SilenceDialog group={group} member={member} name={name} onClose={onClose} />;
    case "remove":
      return (
        <ConfirmDialog
          title={t("removeTitle", { name })}
          text={t("removeText")}
          action={t("remove")}
          onConfirm={() => groups.removeMember(group.id, userId)}
          onClose={onClose}
        />
      );
    case "ban":
      return (
        <ConfirmDialog
          title={t("banTitle", { name })}
          text={t("banText")}
          action={t("ban")}
          onConfirm={() => groups.ban(group.id, userId)}
          onClose={onClose}
        />
      );
    case "transfer":
      return (
        <ConfirmDialog
          title={t("transferTitle", { name })}
          text={t("transferText", { name })}
          action={t("transfer")}
          onConfirm={() => groups.transfer(group.id, userId)}
          onClose={onClose}
        />
      );
  }
}
