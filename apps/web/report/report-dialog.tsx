// Reports a person, a conversation or a message to the moderators; then offers to block whom it is about.
import type { ReportReason } from "@klatch/sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { blockWords } from "../blocks/block-words.ts";
import { reportReasons } from "../../text/report-reasons.ts";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { say } from "../ui/toasts.tsx";
import { useTask } from "../ui/use-task.ts";
import { reporting, type Reporting } from "./report-state.ts";
import { reportWords as t } from "./report-words.ts";
import "../ui/field.css";
import "../ui/switch.css";
import "./report-dialog.css";

const maxTextChars = 1_000;

export default function ReportDialog({ what }: { readonly what: Reporting }) {
  const chat = useChat();
  const { userId } = what;
  const name = userId === null ? "" : chat.shownName(userId);
  const [isReported, setReported] = useState(false);
  const close = (): void => {
    reporting.value = null;
  };
  const reported = (): void => {
    say(t("done"));
    if (userId === null || chat.friends.isBlocked(userId) || chat.people.get(userId)?.deleted === true) close();
    else setReported(true);
  };
  return (
    <Dialog title={isReported ? blockWords("blockTitle", { name }) : titleOf(what, name)} onClose={close}>
      {isReported && userId !== null ? (
        <BlockToo name={name} block={() => chat.client.blocks.add(userId)} onClose={close} />
      ) : (
        <ReportForm what={what} name={name} onReported={reported} onClose={close} />
      )}
    </Dialog>
  );
}

interface ReportFormProps {
  readonly what: Reporting;
  readonly name: string;
  readonly onReported: () => void;
  readonly onClose: () => void;
}

function ReportForm({ what, name, onReported, onClose }: ReportFormProps) {
  const { client } = useChat();
  const [reason, setReason] = useState<ReportReason | null>(null);
  const [text, setText] = useState("");
  const task = useTask(async () => {
    if (reason === null) return;
    await client.report({ about: what.about, reason, text });
    onReported();
  });
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!task.busy) void task.run();
      }}
    >
      <p class="dialog-text">
        <NamedText text={hintOf(what, name)} />
      </p>
      <fieldset class="choices">
        <legend class="field-label">{t("reason")}</legend>
        {reportReasons.map((value) => (
          <label key={value} class="choice">
            <input
              type="radio"
              name="report-reason"
              required
              checked={value === reason}
              onChange={() => setReason(value)}
            />
            {t(`reason.${value}`)}
          </label>
        ))}
      </fieldset>
      <Field label={t("text")} value={text} onInput={setText} lines={2} maxLength={maxTextChars} />
      <ErrorNotice error={task.error} />
      <div class="dialog-actions">
        <Button onClick={onClose}>{commonWords("cancel")}</Button>
        <Button type="submit" kind="danger" busy={task.busy} disabled={reason === null}>
          {t("action")}
        </Button>
      </div>
    </form>
  );
}

interface BlockTooProps {
  readonly name: string;
  readonly block: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** The focus is on the question: whoever presses Enter twice has blocked nobody, and a screen reader reads it. */
function BlockToo({ name, block, onClose }: BlockTooProps) {
  const question = useRef<HTMLParagraphElement>(null);
  useEffect(() => question.current?.focus(), []);
  const task = useTask(async () => {
    await block();
    onClose();
  });
  return (
    <>
      <p ref={question} class="dialog-text report-question" tabIndex={-1}>
        <NamedText text={blockWords("blockText", { name })} />
      </p>
      <ErrorNotice error={task.error} />
      <div class="dialog-actions">
        <Button onClick={onClose}>{t("notNow")}</Button>
        <Button kind="danger" busy={task.busy} onClick={() => void task.run()}>
          {blockWords("block")}
        </Button>
      </div>
    </>
  );
}

function titleOf({ about, userId }: Reporting, name: string): string {
  if (about.kind === "conversation" && about.seqs !== undefined) return t("titleMessages");
  return userId === null ? t("titleGroup") : t("titleUser", { name });
}

function hintOf({ about }: Reporting, name: string): string {
  if (about.kind === "user") return t("hintUser", { name });
  return t(about.seqs === undefined ? "hintConversation" : "hintMessages");
}
