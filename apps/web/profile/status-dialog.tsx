// The dialog that says what one is doing, and until when.
import { KlatchError } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { SegmentedField } from "../ui/segmented-field.tsx";
import { useTask } from "../ui/use-task.ts";
import { EmojiField } from "./emoji-field.tsx";
import type { ProfileDialogProps } from "./profile-dialog.tsx";
import { profileWords as t } from "./profile-words.ts";
import { presetStatuses, untilNames, untilOf, type UntilName } from "./status-choices.ts";

export function StatusDialog({ me, onChanged, onClose }: ProfileDialogProps) {
  const { client } = useChat();
  const [emoji, setEmoji] = useState(me.status?.emoji ?? "");
  const [text, setText] = useState(me.status?.text ?? "");
  const [until, setUntil] = useState<UntilName>("never");
  const save = useTask(async (status: { emoji: string; text: string; until: number | null } | null) => {
    onChanged(await client.me.edit({ status }));
    onClose();
  });
  const isWrong = save.error instanceof KlatchError && save.error.code === "INVALID_REQUEST";
  const isSaid = emoji.trim() + text.trim() !== "";
  return (
    <FormDialog
      title={t("status")}
      action={commonWords("save")}
      busy={save.busy}
      isReady={isSaid}
      onSubmit={() => void save.run({ emoji: emoji.trim(), text: text.trim(), until: untilOf(until, Date.now()) })}
      onClose={onClose}
    >
      <div class="profile-presets" role="group" aria-label={t("presets")}>
        {presetStatuses.map((preset) => (
          <Button
            key={preset.name}
            onClick={() => {
              setEmoji(preset.emoji);
              setText(t(`preset.${preset.name}`));
              setUntil(preset.until);
            }}
          >
            {preset.emoji} {t(`preset.${preset.name}`)}
          </Button>
        ))}
      </div>
      <Field label={t("text")} value={text} onInput={setText} hint={t("whoSees")} maxLength={100} autoFocus />
      <EmojiField label={t("emoji")} value={emoji} onInput={setEmoji} />
      <SegmentedField
        label={t("until")}
        value={until}
        options={untilNames.map((name) => ({ value: name, label: t(`until.${name}`) }))}
        onChange={setUntil}
      />
      {me.status !== null && (
        <Button busy={save.busy} onClick={() => void save.run(null)}>
          {t("clear")}
        </Button>
      )}
      {isWrong ? <Notice kind="danger">{t("wrong")}</Notice> : <ErrorNotice error={save.error} />}
    </FormDialog>
  );
}
