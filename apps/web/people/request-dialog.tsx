// Asks somebody to become friends, with a word if one likes.
import type { UserId } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { say } from "../ui/toasts.tsx";
import { useTask } from "../ui/use-task.ts";
import { peopleWords as t } from "./people-words.ts";

const maxWordChars = 256;

interface RequestDialogProps {
  readonly userId: UserId;
  readonly name: string;
  readonly onClose: () => void;
}

export function RequestDialog({ userId, name, onClose }: RequestDialogProps) {
  const { friends } = useChat().client;
  const [word, setWord] = useState("");
  const ask = useTask(async () => {
    const said = word.trim();
    const { friendSince } = await friends.request(userId, said === "" ? undefined : said);
    if (friendSince === undefined) say(t("asked"));
    onClose();
  });
  return (
    <FormDialog
      title={t("addTitle", { name })}
      action={t("ask")}
      wide
      busy={ask.busy}
      onSubmit={() => void ask.run()}
      onClose={onClose}
    >
      <Field
        label={t("word")}
        hint={t("addHint")}
        value={word}
        onInput={setWord}
        lines={3}
        maxLength={maxWordChars}
        autoFocus
      />
      <ErrorNotice error={ask.error} />
    </FormDialog>
  );
}
