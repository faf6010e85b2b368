// The dialog that sets a member's nickname in a group.
import type { Group, Member } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
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
    <Dialog title={t("nicknameTitle", { name })} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save.run();
        }}
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
        <Button type="submit" kind="primary" wide busy={save.busy}>
          {commonWords("save")}
        </Button>
      </form>
    </Dialog>
  );
}
