// The dialogs of the user's e-mail address: another one, or none. Both ask for the password.
import { KlatchError, type Email } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { limitText, waitText, bothText } from "../text/limit-text.ts";
import { Field } from "../ui/field.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useFaultForm } from "../ui/use-fault-focus.ts";
import { useTask, type Task } from "../ui/use-task.ts";
import { emailWords as t } from "./email-words.ts";

const mayBeAddress = /^\S+@\S+\.\S+$/;

interface EmailDialogProps {
  /** What stands in the field at first. */
  readonly first: string;
  readonly onDone: (email: Email) => void;
  readonly onClose: () => void;
}

export function EmailDialog({ first, onDone, onClose }: EmailDialogProps) {
  const { client } = useChat();
  const [address, setAddress] = useState(first);
  const [password, setPassword] = useState("");
  const [checked, setChecked] = useState(false);
  const save = useTask(async () => {
    setChecked(true);
    if (!mayBeAddress.test(address.trim())) return;
    onDone(await client.email.set({ address: address.trim(), password }));
    onClose();
  });
  const sent = useFaultForm(save);
  const isRefused = refusalOf(save)?.pointer === "/address";
  const isNone = checked && !mayBeAddress.test(address.trim());
  return (
    <FormDialog title={t("address")} action={t("send")} wide busy={save.busy} {...sent} onClose={onClose}>
      <Field
        label={t("address")}
        value={address}
        onInput={setAddress}
        hint={t("addressHint")}
        error={isRefused || isNone ? t("noAddress") : undefined}
        autoComplete="email"
        maxLength={254}
        verbatim
        required
        autoFocus
      />
      <Password value={password} onInput={setPassword} task={save} />
      {!isRefused && <Refusal task={save} />}
    </FormDialog>
  );
}

export function RemoveEmailDialog({ onDone, onClose }: { readonly onDone: () => void; readonly onClose: () => void }) {
  const { client } = useChat();
  const [password, setPassword] = useState("");
  const remove = useTask(async () => {
    await client.email.remove({ password });
    onDone();
    onClose();
  });
  const sent = useFaultForm(remove);
  return (
    <FormDialog title={t("remove")} action={t("remove")} wide danger busy={remove.busy} {...sent} onClose={onClose}>
      <Notice>{t("removeText")}</Notice>
      <Password value={password} onInput={setPassword} task={remove} autoFocus />
      <Refusal task={remove} />
    </FormDialog>
  );
}

const refusalOf = ({ error }: Task<[]>): KlatchError | null => (error instanceof KlatchError ? error : null);

interface PasswordProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly task: Task<[]>;
  readonly autoFocus?: boolean;
}

function Password({ value, onInput, task, autoFocus = false }: PasswordProps) {
  return (
    <Field
      label={t("password")}
      type="password"
      value={value}
      onInput={onInput}
      error={refusalOf(task)?.code === "WRONG_PASSWORD" ? t("wrongPassword") : undefined}
      autoComplete="current-password"
      maxLength={128}
      verbatim
      required
      autoFocus={autoFocus}
    />
  );
}

const ownTexts: ReadonlyMap<string | undefined, () => string> = new Map([
  ["emails-to-address", () => t("tooManyToAddress")],
  ["all-emails", () => t("tooManyOfAll")],
]);

function Refusal({ task }: { readonly task: Task<[]> }) {
  const refusal = refusalOf(task);
  if (refusal?.code === "WRONG_PASSWORD") return null;
  if (refusal?.code !== "RATE_LIMITED") return <ErrorNotice error={task.error} />;
  const what = ownTexts.get(refusal.limit)?.() ?? limitText(refusal.limit);
  return <Notice kind="danger">{bothText(what, waitText(refusal))}</Notice>;
}
