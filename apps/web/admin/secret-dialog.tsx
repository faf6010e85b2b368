// Shows a secret once: nobody can look it up later, so the dialog closes only by its button.
import { useState } from "preact/hooks";
import { writeClipboard } from "../platform/clipboard.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { operatorWords as t } from "./operator-words.ts";

interface SecretDialogProps {
  readonly title: string;
  readonly text: string;
  readonly label: string;
  readonly secret: string;
  readonly onClose: () => void;
}

export function SecretDialog({ title, text, label, secret, onClose }: SecretDialogProps) {
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async (): Promise<void> => setCopied(await writeClipboard(secret));
  return (
    <Dialog title={title} onClose={() => copied === true && onClose()}>
      <p class="dialog-text">{text}</p>
      <Field label={label} value={secret} onInput={() => {}} verbatim isReadOnly />
      {copied !== null && (
        <Notice kind={copied ? "plain" : "warning"}>{t(copied ? "secretCopied" : "copyByHand")}</Notice>
      )}
      <div class="dialog-actions">
        <Button onClick={onClose}>{t("kept")}</Button>
        <Button kind="primary" icon="copy" onClick={() => void copy()}>
          {commonWords("copy")}
        </Button>
      </div>
    </Dialog>
  );
}
