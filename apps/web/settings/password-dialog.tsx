// The dialog that changes the person's password.
import { KlatchError } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { commonWords } from "../ui/common-words.ts";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useFaultForm } from "../ui/use-fault-focus.ts";
import { useTask } from "../ui/use-task.ts";
import { bothText, waitText } from "../text/limit-text.ts";
import { securityWords as t } from "./security-words.ts";

const minPasswordChars = 8;
/** Refusals with words of their own. */
const toldAbove: ReadonlySet<string> = new Set(["WRONG_PASSWORD", "PASSWORD_TOO_COMMON", "RATE_LIMITED"]);

export function PasswordDialog({ onDone, onClose }: { readonly onDone: () => void; readonly onClose: () => void }) {
  const { client, me, people } = useChat();
  const username = people.get(me)?.username ?? "";
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
  const sent = useFaultForm(save);
  const refusal = save.error instanceof KlatchError ? save.error : null;
  const code = refusal?.code ?? null;
  const nextFault = checked && next.length < minPasswordChars ? t("tooShort") : undefined;
  return (
    <FormDialog
      title={t("changePassword")}
      action={commonWords("save")}
      wide
      busy={save.busy}
      {...sent}
      onClose={onClose}
    >
      <Notice>{t("changePasswordText")}</Notice>
      {/* For password managers: whose password it is. */}
      <input type="text" autoComplete="username" value={username} readOnly hidden />
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
        error={code === "PASSWORD_TOO_COMMON" ? t("tooCommon") : nextFault}
        autoComplete="new-password"
        maxLength={128}
        verbatim
        required
      />
      {refusal?.code === "RATE_LIMITED" && (
        <Notice kind="danger">{bothText(t("tooManyTries"), waitText(refusal))}</Notice>
      )}
      {(code === null || !toldAbove.has(code)) && <ErrorNotice error={save.error} />}
    </FormDialog>
  );
}
