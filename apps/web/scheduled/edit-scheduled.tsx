// The dialog that changes what a scheduled message says, and when it is sent.
import { isBlank, type ScheduledMessage } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { now } from "../ui/clock.ts";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { mayBeWordless, withWords, wordsOf } from "./edited-words.ts";
import { fromLocalInput, toLocalInput } from "./preset-times.ts";
import { scheduledError } from "./scheduled-error.ts";
import { scheduledWords as t } from "./scheduled-words.ts";

interface EditScheduledProps {
  readonly item: ScheduledMessage;
  readonly onClose: () => void;
}

export function EditScheduled({ item, onClose }: EditScheduledProps) {
  const { scheduled } = useChat().client;
  const before = wordsOf(item.content);
  const [text, setText] = useState(before);
  const [time, setTime] = useState(() => toLocalInput(item.sendAt));
  const isTimeKept = time === toLocalInput(item.sendAt) && item.state === "waiting";
  const sendAt = fromLocalInput(time, now.value);
  const save = useTask(async () => {
    const changes = {
      ...(text !== before && text !== null && { content: withWords(item.content, text) }),
      ...(!isTimeKept && sendAt !== null && { sendAt }),
    };
    if (Object.keys(changes).length > 0) await scheduled.change(item.id, changes);
    onClose();
  });
  const isReady = (text === null || mayBeWordless(item.content) || !isBlank(text)) && (isTimeKept || sendAt !== null);
  return (
    <FormDialog
      title={t("editTitle")}
      action={commonWords("save")}
      wide
      busy={save.busy}
      isReady={isReady}
      onSubmit={() => void save.run()}
      onClose={onClose}
    >
      {text !== null && <Field label={t("text")} value={text} onInput={setText} lines={4} autoFocus />}
      <Field
        label={t("when")}
        type="datetime-local"
        value={time}
        onInput={setTime}
        min={toLocalInput(now.value)}
        hint={isTimeKept || sendAt !== null ? undefined : t("badTime")}
      />
      {save.error !== null && <Notice kind="danger">{scheduledError(save.error)}</Notice>}
    </FormDialog>
  );
}
