// The dialog that deletes the person's account: two questions, and the password.
import { KlatchError } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useAccount, useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { bothText, waitText } from "../text/limit-text.ts";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Switch } from "../ui/switch.tsx";
import { useFaultForm } from "../ui/use-fault-focus.ts";
import { useTask } from "../ui/use-task.ts";
import { deletionWords as t } from "./deletion-words.ts";

export function DeleteAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const account = useAccount();
  const { me, people } = useChat();
  const [eraseMessages, setEraseMessages] = useState(false);
  const [isSure, setSure] = useState(false);
  const [password, setPassword] = useState("");
  const end = useTask(async () => {
    await account.deleteAccount({ password, eraseMessages });
    // Who signs in next begins at the inbox.
    go({ name: "chats" });
  });
  const sent = useFaultForm(end);
  const refusal = end.error instanceof KlatchError ? end.error : null;
  const isWrong = refusal?.code === "WRONG_PASSWORD";
  const isTooOften = refusal?.code === "RATE_LIMITED";
  return (
    <FormDialog
      title={t("title")}
      action={t("delete")}
      danger
      busy={end.busy}
      isReady={isSure && password !== ""}
      {...sent}
      onClose={onClose}
    >
      <Notice kind="warning">{t("text")}</Notice>
      <div>
        <Switch label={t("messages")} on={eraseMessages} onChange={setEraseMessages} />
        <p class="field-hint">{t("messagesNote")}</p>
      </div>
      {/* For password managers: whose password it is. */}
      <input type="text" autoComplete="username" value={people.get(me)?.username ?? ""} readOnly hidden />
      <Field
        label={t("password")}
        type="password"
        value={password}
        onInput={setPassword}
        error={isWrong ? t("wrong") : undefined}
        autoComplete="current-password"
        maxLength={128}
        verbatim
        required
      />
      <Switch label={t("sure")} on={isSure} onChange={setSure} />
      {refusal !== null && isTooOften && (
        <Notice kind="danger">{bothText(t("tooManyTries"), waitText(refusal))}</Notice>
      )}
      {!isWrong && !isTooOften && <ErrorNotice error={end.error} />}
    </FormDialog>
  );
}
