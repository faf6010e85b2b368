// An operator comes in: a token is pasted, and this tab keeps it until it is closed.
import { useState } from "preact/hooks";
import { replace } from "../route/navigation.ts";
import { SignInCard } from "../sign-in/sign-in-card.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { ErrorText } from "./error-text.tsx";
import type { OperatorSession } from "./operator-session.ts";
import { operatorWords as t } from "./operator-words.ts";

interface OperatorSignInProps {
  readonly session: OperatorSession;
  /** Why the token that the tab had did not help. */
  readonly error: unknown;
  readonly busy: boolean;
}

export function OperatorSignIn({ session, error, busy }: OperatorSignInProps) {
  const [token, setToken] = useState("");
  const enter = useTask(() => session.enter(token));
  const fault = enter.error ?? error;
  return (
    <SignInCard
      title={t("signInTitle")}
      text={t("signInText")}
      onSubmit={() => token.trim() !== "" && void enter.run()}
    >
      {session.isRefused.value && fault === null && <Notice kind="warning">{t("refused")}</Notice>}
      <Field
        label={t("token")}
        hint={t("tokenHint")}
        type="secret"
        value={token}
        onInput={setToken}
        verbatim
        required
        autoFocus
      />
      <ErrorText error={fault} />
      <Button type="submit" kind="primary" wide busy={enter.busy || busy}>
        {t("enter")}
      </Button>
      <button type="button" class="sign-in-other" onClick={() => replace({ name: "chats" })}>
        {t("toKlatch")}
      </button>
    </SignInCard>
  );
}
