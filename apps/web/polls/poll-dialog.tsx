// Makes a poll: a question, the options, and how people vote.
import { isBlank, type Content } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { Button, IconButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { Switch } from "../ui/switch.tsx";
import { commonWords } from "../ui/common-words.ts";
import { emptyPoll, pollBounds, pollOf, type PollDraft } from "./poll-draft.ts";
import { pollWords as t } from "./poll-words.ts";
import "./poll.css";

interface PollDialogProps {
  readonly onSend: (content: Content) => void;
  readonly onClose: () => void;
}

export function PollDialog({ onSend, onClose }: PollDialogProps) {
  const [draft, setDraft] = useState<PollDraft>(emptyPoll);
  const [fault, setFault] = useState<"tooFew" | "same" | null>(null);
  const { question, options, multiple, anonymous } = draft;
  const change = (changed: Partial<PollDraft>): void => {
    setDraft({ ...draft, ...changed });
    setFault(null);
  };
  const write = (index: number, text: string): void =>
    change({ options: options.map((option, at) => (at === index ? text : option)) });
  const send = (): void => {
    const content = pollOf(draft);
    if (typeof content === "string") return setFault(content);
    if (isBlank(content.question)) return;
    onSend(content);
    onClose();
  };
  return (
    <FormDialog title={t("make")} action={commonWords("send")} onSubmit={send} onClose={onClose}>
      <Field
        label={t("question")}
        value={question}
        maxLength={pollBounds.questionChars}
        required
        autoFocus
        onInput={(text) => change({ question: text })}
      />
      {options.map((option, index) => (
        <Field
          key={index}
          label={t("option", { number: index + 1 })}
          value={option}
          maxLength={pollBounds.optionChars}
          required={index < pollBounds.minOptions}
          onInput={(text) => write(index, text)}
          {...(options.length > pollBounds.minOptions && {
            action: (
              <IconButton
                icon="close"
                label={t("removeOption", { number: index + 1 })}
                onClick={() => change({ options: options.filter((_, at) => at !== index) })}
              />
            ),
          })}
        />
      ))}
      {options.length < pollBounds.maxOptions && (
        <Button icon="add" onClick={() => change({ options: [...options, ""] })}>
          {t("addOption")}
        </Button>
      )}
      <Switch label={t("multiple")} on={multiple} onChange={(on) => change({ multiple: on })} />
      <Switch label={t("anonymous")} on={anonymous} onChange={(on) => change({ anonymous: on })} />
      {anonymous && <p class="poll-hint">{t("anonymousHint")}</p>}
      {fault !== null && <Notice>{t(fault)}</Notice>}
    </FormDialog>
  );
}
