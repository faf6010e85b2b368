// The dialog that asks before an action that cannot be undone.
import { Button } from "./button.tsx";
import { commonWords as t } from "./common-words.ts";
import { Dialog } from "./dialog.tsx";
import { NamedText } from "./named-text.tsx";
import { ErrorNotice } from "./notice.tsx";
import { useTask } from "./use-task.ts";

interface ConfirmDialogProps {
  readonly title: string;
  readonly text: string;
  /** The text of the button: the action, not "OK". */
  readonly action: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

export function ConfirmDialog({ title, text, action, onConfirm, onClose }: ConfirmDialogProps) {
  const task = useTask(async () => {
    await onConfirm();
    onClose();
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="dialog-text">
        <NamedText text={text} />
      </p>
      <ErrorNotice error={task.error} />
      <div class="dialog-actions">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button kind="danger" busy={task.busy} onClick={() => void task.run()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
