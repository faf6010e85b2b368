// What one notes of a friend, for oneself: a remark in place of the name, and tags.
import type { Person } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { maxTagChars, maxTags, tagsIn } from "./listed-people.ts";
import { peopleWords as t } from "./people-words.ts";

interface NotesDialogProps {
  readonly person: Person;
  readonly name: string;
  readonly onClose: () => void;
}

export function NotesDialog({ person, name, onClose }: NotesDialogProps) {
  const { friends } = useChat().client;
  const [remark, setRemark] = useState(person.remark ?? "");
  const [text, setText] = useState((person.tags ?? []).join(", "));
  const tags = tagsIn(text);
  const isReady = tags.length <= maxTags && tags.every((tag) => tag.length <= maxTagChars);
  const save = useTask(async () => {
    await friends.edit(person.userId, { remark: remark.trim(), tags });
    onClose();
  });
  return (
    <FormDialog
      title={t("remarkTitle", { name })}
      action={commonWords("save")}
      wide
      busy={save.busy}
      isReady={isReady}
      onSubmit={() => void save.run()}
      onClose={onClose}
    >
      <Field
        label={t("remarkLabel")}
        hint={t("remarkHint")}
        value={remark}
        onInput={setRemark}
        maxLength={64}
        autoFocus
      />
      <Field
        label={t("tagsLabel")}
        hint={t("tagsHint")}
        error={isReady ? undefined : t("tagsHint")}
        value={text}
        onInput={setText}
      />
      <ErrorNotice error={save.error} />
    </FormDialog>
  );
}
