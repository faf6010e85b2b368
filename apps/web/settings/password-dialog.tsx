// The dialog that changes the person's password.
import { KlatchError } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { Button } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { errorText } from "../text/error-text.ts";
import { securityWords as t } from "./security-words.ts";

const minPasswordChars = 8;

export function PasswordDialog({ onDone, onClose }: { readonly onDone: () => void; readonly onClose: () => void }) {
  const { client } = useChat();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [checked, setChecked] = useState(false);
  const save = useTask(async () => {
    setChecked(true);
    if (next.length < minPasswordChars) return;
    await client.changePassword({ current, next });
    onDone();
    onClose();
  });
  const code = save.error instanceof KlatchError ? save.error.code : null;
  const nextFault = checked && next.length < minPasswordChars ? t("tooShort") : undefined;
  return (
    <Dialog title={t("changePassword")} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save.run();
        }}
      >
        <Notice>{t("changePasswordText")}</Notice>
        <Field
          label={t("current")}
          type="password"
          value={current}
          onInput={setCurrent}
          error={code === "WRONG_PASSWORD" ? t("wrongCurrent") : undefined}
          autoComplete="current-password"
          maxLength={128}
          verbatim
          required
          autoFocus
        />
        <Field
          label={t("next")}
          type="password"
          value={next}
          onInput={setNext}
          hint={t("nextHint")}
          error={code === "PASSWORD_TOO_COMMON" ? errorText(save.error) : nextFault}
          autoComplete="new-password"
          maxLength={128}
          verbatim
          required
        />
        {code !== "WRONG_PASSWORD" && code !== "PASSWORD_TOO_COMMON" && <ErrorNotice error={save.error} />}
        <Button type="submit" kind="primary" wide busy={save.busy}>
          {commonWords("save")}
        </Button>
      </form>
    </Dialog>
  );
}
