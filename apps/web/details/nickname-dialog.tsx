// The dialog that sets a member's nickname in a group.
import type { Group, Member } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { memberWords as t } from "./member-words.ts";

interface NicknameDialogProps {
  readonly group: Group;
  readonly member: Member;
  readonly name: string;
  readonly onClose: () => void;
}

export function NicknameDialog({ group, member, name, onClose }: NicknameDialogProps) {
  const { groups } = useChat().client;
  const [nickname, setNickname] = useState(member.nickname);
  const save = useTask(async () => {
    await groups.setNickname(group.id, member.userId, nickname.trim());
    onClose();
  });
  return (
    <FormDialog
      title={t("nicknameTitle", { name })}
      action={commonWords("save")}
      wide
      busy={save.busy}
      onSubmit={() => void save.run()}
      onClose={onClose}
    >
      <Field
        label={t("nicknameLabel")}
        hint={t("nicknameHint")}
        value={nickname}
        onInput={setNickname}
        maxLength={64}
        autoFocus
      />
      <ErrorNotice error={save.error} />
    </FormDialog>
  );
}
