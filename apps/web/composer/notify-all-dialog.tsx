// Asks before a message is sent that mentions many people at once.
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { notifyAllWords as t } from "./notify-all-words.ts";

interface NotifyAllDialogProps {
  readonly count: number;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function NotifyAllDialog({ count, onConfirm, onClose }: NotifyAllDialogProps) {
  return (
    <Dialog title={t("title", { count })} onClose={onClose}>
      <p class="dialog-text">{t("text")}</p>
      <div class="dialog-actions">
        <Button onClick={onClose}>{commonWords("cancel")}</Button>
        <Button kind="primary" onClick={onConfirm}>
          {commonWords("send")}
        </Button>
      </div>
    </Dialog>
  );
}
