// A dialog with a form: what is asked, and a button that does it.
import type { ComponentChildren, RefObject } from "preact";
import { Button } from "./button.tsx";
import { commonWords as t } from "./common-words.ts";
import { Dialog } from "./dialog.tsx";
import "./field.css";
import "./form-dialog.css";

interface FormDialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** The text of the button: the action, not "OK". */
  readonly action: string;
  /** The action has a button as wide as the dialog, and none beside it that cancels. */
  readonly wide?: boolean;
  /** The action cannot be undone. */
  readonly danger?: boolean;
  /** The action is in progress. */
  readonly busy?: boolean;
  /** False: something is missing, without which nothing is done. */
  readonly isReady?: boolean;
  readonly form?: RefObject<HTMLFormElement | null>;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

export function FormDialog(props: FormDialogProps) {
  const {
    title,
    children,
    action,
    wide = false,
    danger = false,
    busy = false,
    isReady = true,
    form,
    onSubmit,
    onClose,
  } = props;
  const submit = (
    <Button type="submit" kind={danger ? "danger" : "primary"} wide={wide} busy={busy} disabled={!isReady}>
      {action}
    </Button>
  );
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        {...(form !== undefined && { ref: form })}
        class="form form-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onSubmit();
        }}
      >
        {children}
        {wide ? (
          submit
        ) : (
          <div class="dialog-actions">
            <Button onClick={onClose}>{t("cancel")}</Button>
            {submit}
          </div>
        )}
      </form>
    </Dialog>
  );
}
