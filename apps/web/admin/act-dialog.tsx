// The dialog of every act of an operator: what will happen, in words, and the reason, without which nothing is done.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { useTask } from "../ui/use-task.ts";
import { isReason, maxReasonChars, reasonOf } from "./act-reason.ts";
import { ErrorText } from "./error-text.tsx";
import { operatorWords as t } from "./operator-words.ts";
import { focusPage } from "./page-main.tsx";
import "../ui/pane.css";
import "./act-dialog.css";

interface ActDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly text: string;
  /** The text of the button: the act, not "OK". */
  readonly action: string;
  /** What else the act needs to know; above the reason. */
  readonly children?: ComponentChildren;
  /** Nothing else is missing. */
  readonly isReady?: boolean;
  /** What else the act needs to know begins with a field, which has the focus. */
  readonly isFieldFirst?: boolean;
  readonly isDanger?: boolean;
  readonly act: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
}

export function ActDialog(props: ActDialogProps) {
  const { title, text, action, children, isReady = true, isFieldFirst = false, isDanger = false, act, onClose } = props;
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const task = useTask(async () => {
    await act(reasonOf(reason));
    onClose();
  });
  // After the dialog, which gives the focus back to what opened it, if that is still there.
  useEffect(() => () => void requestAnimationFrame(focusPage), []);
  const isMissing = asked && !isReason(reason);
  return (
    // An act that is on its way has an answer to come.
    <Dialog title={title} onClose={() => task.busy || onClose()}>
      <form
        class="form admin-act"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (isReason(reason) && isReady) void task.run();
        }}
      >
        <p class="dialog-text">{text}</p>
        {children}
        <Field
          label={t("reason")}
          value={reason}
          onInput={setReason}
          hint={t("reasonHint")}
          error={isMissing ? t("reasonFault") : undefined}
          maxLength={maxReasonChars}
          required
          autoFocus={!isFieldFirst}
        />
        <ErrorText error={task.error} />
        <div class="dialog-actions">
          <Button blocked={task.busy} onClick={onClose}>
            {commonWords("cancel")}
          </Button>
          <Button type="submit" kind={isDanger ? "danger" : "primary"} busy={task.busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
